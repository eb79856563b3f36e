internal import SpoolSpec
internal import SpoolSystem

/// What is kept of a case that went wrong: the spool's files, the talk with the adapter, the result.
enum Evidence {
    private static let fileBytesMax = 1 << 20
    private static let filesMax = 200

    /// Whether anything can be learned from it: not from a pass, and not from a case that did not apply.
    static func isWorthKeeping(_ result: CaseResult) -> Bool {
        !result.violations.isEmpty || result.ending.map { !$0.isSkip } ?? false
    }

    /// Writes it all below a directory.
    ///
    /// - Returns: the case's own directory, which is made; what was in it under the same names is overwritten.
    static func keep(
        _ result: CaseResult, of spool: SpoolDirectory, in directory: String
    ) throws(Interruption) -> String {
        let path = directory + "/" + fileName(of: result.name)
        try make(path)
        try make(path + "/spool")
        let snapshot = try spool.snapshot()
        var listing = "\(spool.path): \(snapshot.directory?.essence ?? "missing")\n"
        for (name, entry) in snapshot.entries.sorted(by: { $0.key < $1.key }) {
            listing += "\(name): \(entry.essence)\n"
        }
        try write(Array(listing.utf8), to: path + "/spool.txt")
        try write(
            Array(result.transcript.joined(separator: "\n").utf8) + [0x0A], to: path + "/transcript.txt")
        try write(result.json.encoded() + [0x0A], to: path + "/result.json")
        var kept = 0
        for name in try spool.names() where kept < filesMax {
            guard try spool.status(name)?.kind == .regular,
                let bytes = try spool.read(name, limitBytes: fileBytesMax)
            else { continue }
            try write(bytes, to: path + "/spool/" + fileName(of: name.description))
            kept += 1
        }
        return path
    }

    /// A name without slashes, spaces and whatever else a shell minds.
    private static func fileName(of name: String) -> String {
        let bytes = name.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"): byte
            default: UInt8(ascii: "-")
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.utf8.first == UInt8(ascii: ".") ? "-" + text : text
    }

    private static func make(_ path: String) throws(Interruption) {
        do throws(Errno) {
            try FileSystem.makeDirectory(path, mode: 0o755)
        } catch {
            if error != .exists { throw .failed("make \(path)", error) }
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(Interruption) {
        do throws(Errno) {
            let file = try Descriptor.open(path, [.writeOnly, .create, .truncate, .noFollow], mode: 0o644)
            try file.writeAll(bytes)
        } catch { throw .failed("write \(path)", error) }
    }
}
