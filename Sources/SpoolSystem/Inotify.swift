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

    /// What one notice tells of.
    package struct Notice: Hashable, Sendable {
        /// What has happened.
        package enum Kind: Hashable, Sendable {
            /// A watched file's contents were changed.
            case contents
            /// Somebody has opened or read a file, or a watched directory itself.
            case look
            /// Names, or what a watch needs to go on; or notices were lost.
            case other
        }

        /// What has happened.
        package let kind: Kind
        /// The name within a watched directory; empty where the notice is about what is watched itself.
        package let name: [UInt8]
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

    /// Asks for a notice when somebody opens or reads a file, or a directory and the files in it.
    ///
    /// - Parameter path: the file or directory; a symbolic link is not followed.
    /// - Throws: `Errno`, `.noSpace` where the user may have no more watches.
    package func watch(looksAt path: String) throws(Errno) {
        try add(path, UInt32(IN_OPEN | IN_ACCESS) | UInt32(IN_DONT_FOLLOW))
    }

    private func add(_ path: String, _ changes: UInt32) throws(Errno) {
        _ = try checked { path.asPath { inotify_add_watch(descriptor.rawValue, $0, changes) } }
    }

    /// Takes notices from the queue: all, unless there are very many; then the queue stays readable.
    ///
    /// - Throws: `Errno`.
    package func take() throws(Errno) -> [Notice] {
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try descriptor.read(4096)
        } catch {
            if error == .wouldBlock { return [] }
            throw error
        }
        return bytes.withUnsafeBytes { buffer in
            var notices: [Notice] = []
            var offset = 0
            // `struct inotify_event`: watch 4, mask 4, cookie 4, length of the name 4, and the name.
            while offset + 16 <= buffer.count {
                let mask = buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                let length = Int(buffer.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
                let name = buffer[(offset + 16)..<min(buffer.count, offset + 16 + length)].prefix { $0 != 0 }
                notices.append(Notice(kind: Notice.Kind(mask), name: Array(name)))
                offset += 16 + length
            }
            return notices
        }
    }
}

extension Inotify.Notice.Kind {
    fileprivate init(_ mask: UInt32) {
        let looks = UInt32(IN_OPEN | IN_ACCESS)
        if mask == UInt32(IN_MODIFY) {
            self = .contents
        } else if mask & looks != 0, mask & ~(looks | UInt32(IN_ISDIR)) == 0 {
            self = .look
        } else {
            self = .other
        }
    }
}
