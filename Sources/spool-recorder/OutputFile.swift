internal import SpoolFormatting
internal import SpoolSystem

/// The file of `--output`: a script of the recorded commands, or their text in another format.
///
/// It is written as requests happen, so that a recorder that dies leaves what it had. The variables that a script needs are
/// known at its end only: then it is written anew beside itself, with them at its top, and put in its own place.
struct OutputFile: ~Copyable {
    /// Bytes that are copied at a time.
    private static let copyBytes = 1 << 16

    let path: String
    private let file: Descriptor
    private let format: EventFormat
    private let begun: Moment
    private let headBytes: Int64

    /// Makes the file, readable and, where it is a script, executable for its owner alone.
    ///
    /// - Throws: `Errno`, `.exists` where something of that name stands: nothing is ever overwritten.
    init(_ path: String, _ format: EventFormat, begun: Moment) throws(Errno) {
        let file = try Descriptor.open(
            path, [.readWrite, .create, .exclusive, .noFollow], mode: Self.mode(format))
        // The umask takes bits away, and the mode is what was promised.
        try file.setMode(Self.mode(format))
        let head = format.isCommand ? Array(ScriptHead.text(format, begun: begun, []).utf8) : []
        try file.writeAll(head)
        self.path = path
        self.format = format
        self.begun = begun
        self.file = file
        headBytes = Int64(head.count)
    }

    /// Where the commands go.
    var descriptor: Int32 { file.rawValue }

    /// Puts the variables that the commands need at the top of a script.
    ///
    /// - Throws: `Errno`; the script is as it was then, and each of its commands asks for its variables by itself.
    func finish(_ variables: [SecretVariables.Named]) throws(Errno) {
        guard format.isCommand, !variables.isEmpty else { return }
        let newPath = "\(path).\(Accounts.process)"
        let new = try Descriptor.open(
            newPath, [.writeOnly, .create, .exclusive, .noFollow], mode: Self.mode(format))
        do throws(Errno) {
            try new.setMode(Self.mode(format))
            try new.writeAll(Array(ScriptHead.text(format, begun: begun, variables).utf8))
            var offset = headBytes
            while case let some = try file.read(Self.copyBytes, at: offset), !some.isEmpty {
                try new.writeAll(some)
                offset += Int64(some.count)
            }
            try FileSystem.rename(newPath, to: path)
        } catch {
            try? FileSystem.unlink(newPath)
            throw error
        }
    }

    private static func mode(_ format: EventFormat) -> UInt32 { format.isCommand ? 0o700 : 0o600 }
}
