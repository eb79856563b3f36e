internal import CSpoolSystem
internal import Glibc

/// The environment of a program: `environ(7)`, kept as bytes, for values need not be text.
package struct Environment: Hashable, Sendable {
    /// `NAME=VALUE` each, in order, without the closing NUL.
    private(set) var entries: [[UInt8]] = []

    /// An environment with nothing in it.
    package init() {}

    /// What this process was given, and has changed since.
    package static var inherited: Environment {
        var environment = Environment()
        guard var next = spool_environment() else { return environment }
        while let entry = next.pointee {
            environment.entries.append(Array(UnsafeRawBufferPointer(start: entry, count: strlen(entry))))
            next += 1
        }
        return environment
    }

    /// A variable's value, with what is not UTF-8 in it kept; setting `nil` removes it.
    package subscript(name: String) -> String? {
        get {
            let prefix = Array(name.utf8) + [0x3D]
            return entries.first { $0.starts(with: prefix) }
                .map { String(keeping: $0.dropFirst(prefix.count)) }
        }
        set {
            let prefix = Array(name.utf8) + [0x3D]
            entries.removeAll { $0.starts(with: prefix) }
            if let newValue { entries.append(prefix + newValue.keptBytes) }
        }
    }
}
