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

    /// What notices told of.
    package enum Change: Hashable, Sendable {
        case nothing
        /// A watched file's contents.
        case contents
        /// Names, or what a watch needs to go on; or notices were lost.
        case other
    }

    /// Asks for a notice when a file in the directory is made or removed.
    ///
    /// - Parameter directory: its path.
    /// - Throws: `Errno`, `.noEntry` where there is none yet.
    package func watch(directory: String) throws(Errno) {
        let changes =
            IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF
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
        _ = try checked { path.asPath { inotify_add_watch(descriptor.rawValue, $0, changes) } }
    }

    /// Takes notices from the queue: all, unless there are very many; then the queue stays readable.
    package func take() throws(Errno) -> Change {
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try descriptor.read(4096)
        } catch {
            if error == .wouldBlock { return .nothing }
            throw error
        }
        return bytes.withUnsafeBytes { buffer in
            var change = Change.nothing
            var offset = 0
            // `struct inotify_event`: watch 4, mask 4, cookie 4, length of the name 4, and the name.
            while offset + 16 <= buffer.count {
                let mask = buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                if mask != UInt32(IN_MODIFY) { return .other }
                change = .contents
                offset += 16 + Int(buffer.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            }
            return change
        }
    }
}
