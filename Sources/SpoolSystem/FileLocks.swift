/// The advisory locks that the kernel holds, as `/proc/locks` lists them.
///
/// Of a process of another PID namespace it says 0, or nothing. That is enough to show who holds a lock, and too little to
/// tell that nobody does: for that the lock has to be tried. The kernel remembers who took a lock, also where a descriptor
/// that was inherited keeps it.
package struct FileLocks: Sendable {
    /// A file, as `/proc/locks` names it.
    private struct Place: Hashable {
        var major: UInt64
        var minor: UInt64
        var inode: UInt64
    }

    private var holders: [Place: [Int32]] = [:]

    /// Reads the list that there is now. Where there is no `/proc`, it is empty.
    package init() {
        do throws(Errno) {
            let file = try Descriptor.open("/proc/locks", [.readOnly])
            self.init(String(decoding: try file.readAll(), as: UTF8.self))
        } catch {
            // Who holds a lock is shown to a person; nothing is decided by it.
            self.init("")
        }
    }

    /// Takes a list that was read already.
    package init(_ table: String) {
        for line in table.split(separator: "\n") { add(line) }
    }

    /// The processes that hold a `flock(2)` lock of a file, as `/proc` counts; 0 for one that it does not show.
    package func holders(of file: FileStatus) -> [Int32] {
        // As the C library takes a device's number apart.
        let major = file.device >> 32 & 0xFFFF_F000 | file.device >> 8 & 0xFFF
        let minor = file.device >> 12 & 0xFFFF_FF00 | file.device & 0xFF
        return holders[Place(major: major, minor: minor, inode: file.inode)] ?? []
    }

    /// `1: FLOCK  ADVISORY  WRITE 1234 00:2f:56 0 EOF`; one that waits has `->` behind its number, and holds nothing.
    private mutating func add(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count >= 6, words[1] == "FLOCK", let process = Int32(words[4]) else { return }
        let place = words[5].split(separator: ":")
        guard place.count == 3, let major = UInt64(place[0], radix: 16),
            let minor = UInt64(place[1], radix: 16), let inode = UInt64(place[2])
        else { return }
        holders[Place(major: major, minor: minor, inode: inode), default: []].append(process)
    }
}
