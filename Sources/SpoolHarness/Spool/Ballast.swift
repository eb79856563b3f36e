internal import SpoolSystem

/// Files that leave no room on the spool's file system; the case needs ``Need/privateFileSystem``.
package final class Ballast {
    private let directory: SpoolDirectory
    private var names: [FileName] = []

    private static let pageBytes = 4096
    private static let bytesMax = 1 << 30
    private static let filesMax = 10_000

    init(_ directory: SpoolDirectory) { self.directory = directory }

    /// Takes every page of the file system but a few.
    ///
    /// - Parameter pages: how many are left.
    func takePages(leaving pages: Int) throws(Interruption) {
        do throws(Errno) {
            let file = try make("ballast")
            var written = 0
            // The last page is filled byte by byte, for a write may take what fits and say so.
            for size in [1 << 16, Self.pageBytes, 1] {
                written += try Self.fill(file, size)
                guard written < Self.bytesMax else { throw Errno.noSpace }
            }
            if pages > 0 { try file.setLength(Int64(max(written - pages * Self.pageBytes, 0))) }
        } catch { throw .failed("fill \(directory.path) and leave \(pages) pages", error) }
    }

    /// Writes in pieces of a size until there is no room for the first byte of one.
    private static func fill(_ file: borrowing Descriptor, _ size: Int) throws(Errno) -> Int {
        let piece = [UInt8](repeating: 0x2E, count: size)
        var written = 0
        while written < bytesMax {
            do throws(Errno) {
                written += try file.write(piece)
            } catch {
                if error == .noSpace { break }
                throw error
            }
        }
        return written
    }

    /// Takes every inode of the file system.
    func takeInodes() throws(Interruption) {
        for number in 0..<Self.filesMax {
            do throws(Errno) {
                _ = try make(FileName("ballast-\(number)"))
            } catch {
                guard error == .noSpace else { throw .failed("fill \(directory.path) with files", error) }
                return
            }
        }
        throw .environment("the judge could not fill \(directory.path): it took \(Self.filesMax) files")
    }

    /// Makes room again.
    package func remove() throws(Interruption) {
        for name in names { try directory.remove(name) }
        names = []
    }

    private func make(_ name: FileName) throws(Errno) -> Descriptor {
        let place = try Descriptor.open(directory.path, [.readOnly, .directory])
        let file = try FileSystem.open(
            bytes: name.bytes, at: place.rawValue, [.writeOnly, .create, .exclusive, .noFollow], mode: 0o600)
        names.append(name)
        return file
    }
}

extension SpoolDirectory {
    /// Fills the file system until that many pages of 4 KiB are left.
    package func fillPages(leaving pages: Int = 0) throws(Interruption) -> Ballast {
        let ballast = Ballast(self)
        try ballast.takePages(leaving: pages)
        return ballast
    }

    /// Fills the file system until no file can be made in it.
    package func fillInodes() throws(Interruption) -> Ballast {
        let ballast = Ballast(self)
        try ballast.takeInodes()
        return ballast
    }
}
