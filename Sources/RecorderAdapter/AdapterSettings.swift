package import ReferenceRecorder
package import SpoolSpec
internal import SpoolSystem

/// What an adapter says of itself, and where its spool is.
package struct AdapterSettings: Sendable {
    /// The recorder's name in the answer to `hello`.
    package var name: String
    /// The recorder's version in the answer to `hello`.
    package var version: String
    /// The spool, from `SPOOL_DIR` and `SPOOL_GROUP`.
    package var location: SpoolLocation
    /// Bytes that a recording may take, from `SPOOL_LIMIT`.
    package var limit: Int64

    /// - Parameters:
    ///   - name: the recorder's name.
    ///   - version: the recorder's version.
    ///   - environment: where `SPOOL_DIR`, `SPOOL_GROUP` and `SPOOL_LIMIT` are looked up.
    package init(name: String, version: String, environment: (String) -> String?) {
        self.name = name
        self.version = version
        var location = SpoolLocation()
        if let directory = environment("SPOOL_DIR") { location.directory = directory }
        if let group = environment("SPOOL_GROUP") { location.group = group }
        self.location = location
        limit = environment("SPOOL_LIMIT").flatMap(Int64.init) ?? Worker<LiveKernel>.defaultLimit
    }
}

/// A kernel that an adapter can make anew for each recorder that it plays.
package typealias KernelMaker<Kernel: SpoolKernel> = (SpoolLocation) -> Kernel

/// Places where a recorder can be led astray without a change to it: this is how the suite's own tests make
/// faulty recorders of the reference.
package struct AdapterHooks {
    /// Called with each operation but `hello` and `exit`, before it is obeyed.
    package var before: (String) -> Void = { _ in }
    /// Called with the nanoseconds that the driver lets pass.
    package var passes: (Int64) -> Void = { _ in }
    /// What the worker is told of an event instead of what the server passed.
    package var seenAs: (Event) -> Event = { $0 }
    /// Under which id a recording is started instead of the client's own.
    package var startedAs: (RecorderID) -> RecorderID = { $0 }

    /// Hooks that change nothing.
    package init() {}
}
