internal import SpoolSystem

/// A descriptor through which a process holds an `flock(2)` lock, as `/proc/PID/fdinfo` has it.
package struct LockDescriptor: Hashable, Sendable {
    package let number: Int
    /// Whether a program that the process starts gets none of it.
    package let isClosedOnExec: Bool
}

extension SpoolDirectory {
    /// The descriptors of a process whose open file holds an `flock(2)` lock on a file; copies of one are all told.
    package func lockDescriptors(
        _ name: FileName, of process: Int32
    ) throws(Interruption) -> [LockDescriptor] {
        guard let status = try status(name) else { return [] }
        let directory = ProcessTable.living(process)
        guard let directory, let numbers = directory.entries("fdinfo") else {
            throw .environment("the judge could not list the open files of process \(process) in /proc")
        }
        return numbers.compactMap { number in
            // A descriptor can be closed again before it is looked at.
            guard let text = directory.read("fdinfo/\(number)") else { return nil }
            let lines = text.split(separator: "\n").map { $0.split { $0 == " " || $0 == "\t" } }
            // lock:  1: FLOCK  ADVISORY  WRITE 4711 00:2d:567 0 EOF
            let holds = lines.contains { words in
                words.count >= 7 && words[0] == "lock:" && words[2] == "FLOCK"
                    && words[6].split(separator: ":").last.flatMap { UInt64($0) } == status.inode
            }
            guard holds, let flags = lines.first(where: { $0.first == "flags:" })?.last,
                let bits = UInt32(flags, radix: 8), let value = Int(number)
            else { return nil }
            return LockDescriptor(number: value, isClosedOnExec: bits & 0o2000000 != 0)
        }
    }

    /// All advisory locks on a file, of whatever kind, as `/proc/locks` words them.
    package func lockTable(_ name: FileName) throws(Interruption) -> [String] {
        guard let status = try status(name), let table = ProcessTable.read("/proc/locks") else { return [] }
        return table.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            let inodes = words.lazy.compactMap { $0.split(separator: ":").last }.compactMap { UInt64($0) }
            guard inodes.contains(status.inode) else { return nil }
            return words.dropFirst().joined(separator: " ")
        }
    }
}
