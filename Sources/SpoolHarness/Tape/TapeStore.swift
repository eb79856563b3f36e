internal import SpoolSystem

/// A directory of tapes that once went wrong: `DIRECTORY/PROPERTY/NAME.tape`, each one line of text.
///
/// They are run before anything new is drawn, so that what was found once is found again at once.
package struct TapeStore: Hashable, Sendable {
    /// Its path; it need not be there.
    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// The longest tape that is read, in bytes.
    private static let bytesMax = 4 << 20

    /// A property's tapes in the order of their names; none where there is no such directory.
    ///
    /// - Throws: the first file that is no tape, in words: one that is silently passed over guards nothing.
    package func tapes(of property: String) throws(TapeStoreError) -> [Tape] {
        let path = "\(directory)/\(property)"
        var names: [[UInt8]] = []
        do throws(Errno) {
            names = try Descriptor.open(path, [.readOnly, .directory]).allEntries().map(\.name)
        } catch {
            if error == .noEntry { return [] }
            throw TapeStoreError(text: "cannot list \(path): \(error)")
        }
        var tapes: [Tape] = []
        for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) })
        where name.suffix(5).elementsEqual(".tape".utf8) {
            let file = "\(path)/\(String(keeping: name))"
            do throws(Errno) {
                let descriptor = try Descriptor.open(file, [.readOnly])
                let bytes = try descriptor.readAll(limit: Self.bytesMax)
                let text = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
                guard let tape = Tape(text: text) else { throw Errno.invalid }
                tapes.append(tape)
            } catch {
                throw TapeStoreError(text: "\(file) is no tape: \(error)")
            }
        }
        return tapes
    }

    /// Keeps a failure's tape, under its clause and what tells it from others.
    ///
    /// - Returns: the file's path.
    package func keep(_ failure: Property.Failure, of property: String) throws(TapeStoreError) -> String {
        let sum = failure.tape.text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let path = "\(directory)/\(property)"
        let file = "\(path)/\(failure.clause)-\(String(sum, radix: 16)).tape"
        do throws(Errno) {
            for made in [directory, path] {
                do throws(Errno) {
                    try FileSystem.makeDirectory(made, mode: 0o755)
                } catch { if error != .exists { throw error } }
            }
            let descriptor = try Descriptor.open(file, [.writeOnly, .create, .truncate], mode: 0o644)
            try descriptor.writeAll(Array("\(failure.tape.text)\n".utf8))
        } catch {
            throw TapeStoreError(text: "cannot write \(file): \(error)")
        }
        return file
    }
}

/// Why tapes could not be read or kept.
package struct TapeStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package var text: String
    package var description: String { text }
}
