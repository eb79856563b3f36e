internal import SpoolSystem

/// What of a command's files another user may not reach: the first folder on the way that is closed to it, or the file.
struct ClosedPath {
    private let user: UserIdentity

    init(to user: UserIdentity) { self.user = user }

    /// What is closed and what to do, in words; `nil` where nothing that has a slash, or is in our own folder, is.
    func words(in command: AdapterCommand) -> String? {
        for word in command.arguments {
            guard let path = absolute(word), (try? FileSystem.status(path)) != nil else { continue }
            if let words = words(on: path) { return words }
        }
        return nil
    }

    private func absolute(_ word: String) -> String? {
        if word.utf8.first == UInt8(ascii: "/") { return word }
        guard let folder = Paths.workingDirectory, !word.isEmpty, word.utf8.first != UInt8(ascii: "-") else {
            return nil
        }
        return folder + "/" + word
    }

    private func words(on path: String) -> String? {
        let names = path.split(separator: "/").filter { $0 != "." }
        var folder = ""
        for name in names.dropLast() {
            folder += "/" + name
            guard let status = try? FileSystem.status(folder), !allows(status, 0o1) else { continue }
            return
                "\(folder) has mode 0\(String(status.mode, radix: 8)) and keeps \(Stage.serverName) out; put the "
                + "recorder where every user can read it, or open that folder with chmod o+x"
        }
        guard let status = try? FileSystem.status(path), !allows(status, 0o4) else { return nil }
        return
            "\(path) has mode 0\(String(status.mode, radix: 8)), and \(Stage.serverName) may not read it; chmod o+r"
    }

    /// Whether a right, as a bit of the last digit of a mode, is granted. Lists of access rights are not looked at.
    private func allows(_ status: FileStatus, _ right: UInt32) -> Bool {
        let shift: UInt32 = status.owner == user.user ? 6 : status.group == user.group ? 3 : 0
        return status.mode >> shift & right != 0
    }
}
