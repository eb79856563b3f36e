internal import CSpoolSystem
internal import Glibc

/// The flags of `open(2)`; prints as `[.append, .create]`.
package struct OpenOptions: OptionSet, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let readOnly: OpenOptions = []
    package static let writeOnly = OpenOptions(rawValue: O_WRONLY)
    package static let readWrite = OpenOptions(rawValue: O_RDWR)
    package static let append = OpenOptions(rawValue: O_APPEND)
    package static let create = OpenOptions(rawValue: O_CREAT)
    package static let exclusive = OpenOptions(rawValue: O_EXCL)
    package static let truncate = OpenOptions(rawValue: O_TRUNC)
    package static let closeOnExec = OpenOptions(rawValue: O_CLOEXEC)
    package static let noFollow = OpenOptions(rawValue: O_NOFOLLOW)
    package static let nonBlocking = OpenOptions(rawValue: O_NONBLOCK)
    package static let directory = OpenOptions(rawValue: O_DIRECTORY)
    /// An unnamed file in the directory that the path names (`O_TMPFILE`).
    package static let unnamed = OpenOptions(rawValue: spool_unnamed_file_flag)
    /// Only a place in the file system, not to be read or written (`O_PATH`).
    package static let pathOnly = OpenOptions(rawValue: spool_path_only_flag)

    package var description: String {
        let names: [(OpenOptions, String)] = [
            (.unnamed, ".unnamed"), (.writeOnly, ".writeOnly"), (.readWrite, ".readWrite"),
            (.append, ".append"), (.create, ".create"), (.exclusive, ".exclusive"),
            (.truncate, ".truncate"), (.closeOnExec, ".closeOnExec"), (.noFollow, ".noFollow"),
            (.nonBlocking, ".nonBlocking"), (.directory, ".directory"), (.pathOnly, ".pathOnly"),
        ]
        var rest = self
        var parts: [String] = []
        for (option, name) in names where rest.isSuperset(of: option) {
            parts.append(name)
            rest.subtract(option)
        }
        if !rest.isEmpty { parts.append("0o" + String(rest.rawValue, radix: 8)) }
        return "[" + parts.joined(separator: ", ") + "]"
    }
}
