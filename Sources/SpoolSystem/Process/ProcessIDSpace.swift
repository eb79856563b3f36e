internal import CSpoolSystem

/// A PID namespace below ours, in which a process can be started under an id that is in use here: as a client in a
/// container may have the id of one outside. It ends with this value, and every process in it.
package struct ProcessIDSpace: ~Copyable, Sendable {
    private let first: ChildProcess

    /// Makes one.
    ///
    /// - Throws: `Errno`; it takes power over our own PID namespace.
    package init() throws(Errno) {
        var descriptor: Int32 = -1
        let process = try checked { spool_make_id_space(&descriptor) }
        first = ChildProcess(adopting: process, descriptor: Descriptor(owning: descriptor))
    }

    /// What ``SpawnOptions/idSpace`` names it by.
    package var descriptor: Int32 { first.descriptor.rawValue }
}
