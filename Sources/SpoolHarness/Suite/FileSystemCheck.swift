internal import SpoolSystem

/// Whether a file system does what every clause stands on: `flock(2)`, `O_APPEND`, `O_NOFOLLOW`.
enum FileSystemCheck {
    /// What it cannot do, in words; empty where all is well.
    ///
    /// - Parameter directory: where a file is made, and removed again.
    static func shortcomings(in directory: String) -> [String] {
        var found: [String] = []
        let path = directory + "/preflight"
        let link = directory + "/preflight-link"
        defer {
            try? FileSystem.unlink(path)
            try? FileSystem.unlink(link)
        }
        do throws(Errno) {
            let first = try Descriptor.open(path, [.readWrite, .create, .exclusive], mode: 0o600)
            let second = try Descriptor.open(path, [.writeOnly, .append])
            try checkLocks(first, second, &found)
            try checkAppending(first, second, &found)
            try FileSystem.symbolicLink(to: path, as: link)
            checkLinks(link, &found)
        } catch { found.append("a file in \(directory) cannot be made and used: \(error)") }
        return found
    }

    private static func checkLocks(
        _ first: borrowing Descriptor, _ second: borrowing Descriptor, _ found: inout [String]
    ) throws(Errno) {
        do throws(Errno) {
            try first.tryLock(.exclusive)
        } catch {
            found.append("flock(2) does not work: \(error)")
            return
        }
        do throws(Errno) {
            try second.tryLock(.shared)
            found.append("flock(2) does not exclude: a file locked exclusively could be locked again")
        } catch {
            if error != .wouldBlock { found.append("flock(2) on a held file answers \(error)") }
        }
        try first.unlock()
    }

    private static func checkAppending(
        _ first: borrowing Descriptor, _ second: borrowing Descriptor, _ found: inout [String]
    ) throws(Errno) {
        try first.writeAll(Array("one\n".utf8))
        try second.writeAll(Array("two\n".utf8))
        if try !first.read(100, at: 0).elementsEqual("one\ntwo\n".utf8) {
            found.append("O_APPEND does not append: a second descriptor wrote over the first one's bytes")
        }
    }

    private static func checkLinks(_ link: String, _ found: inout [String]) {
        do throws(Errno) {
            _ = try Descriptor.open(link, [.readOnly, .noFollow])
            found.append("O_NOFOLLOW follows: a symbolic link was opened")
        } catch {
            if error != .loop { found.append("O_NOFOLLOW on a symbolic link answers \(error)") }
        }
    }
}
