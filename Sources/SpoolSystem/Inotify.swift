internal import CSpoolSystem
internal import Glibc

/// The kernel's notices of changes in a directory or a file: `inotify(7)`.
package struct Inotify: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Opens a queue of notices, for instance with `Poll`.
    ///
    /// - Throws: `Errno`, `.tooManyOpen` where the user has too many queues.
    package init() throws(Errno) {
        descriptor = Descriptor(owning: try checked { inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK)) })
    }

    /// The queue's number, to wait for; it stays ours.
    package var rawValue: Int32 { descriptor.rawValue }

    /// Asks for a notice when a file in the directory is made or removed.
    ///
    /// - Parameter directory: its path.
    /// - Throws: `Errno`, `.noEntry` where there is none yet.
    package func watch(directory: String) throws(Errno) {
        let changes = IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE_SELF
        try add(directory, UInt32(changes) | UInt32(IN_ONLYDIR))
    }

    /// Asks for a notice when a file's contents change or it loses a name.
    ///
    /// - Parameter file: its path; a symbolic link is not followed.
    /// - Throws: `Errno`, `.noEntry` where there is none yet.
    package func watch(file: String) throws(Errno) {
        try add(file, UInt32(IN_MODIFY | IN_ATTRIB) | UInt32(IN_DONT_FOLLOW))
    }

    private func add(_ path: String, _ changes: UInt32) throws(Errno) {
        _ = try checked { inotify_add_watch(descriptor.rawValue, path, changes) }
    }

    /// Takes all notices from the queue; what they say is not needed, only that something has changed.
    package func drain() throws(Errno) {
        while true {
            do throws(Errno) {
                if try descriptor.read(1 << 14).isEmpty { return }
            } catch {
                if error == .wouldBlock { return }
                throw error
            }
        }
    }
}
