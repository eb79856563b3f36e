internal import SpoolSystem

/// The ids that a process has: one in each PID namespace, from the one that `/proc` counts by down to its own.
///
/// In a container whose `/proc` is partly covered none of our own can be mounted: what is there counts as the container
/// does, and the same number means another process, or none.
package enum ProcessIDs {
    /// Whether `/proc` counts as we do.
    package static let agreeWithProc: Bool = {
        guard let link = try? FileSystem.linkTarget("/proc/self") else { return true }
        return link == String(Accounts.process)
    }()

    /// Whether a process of our PID namespace can be found in `/proc` by its id: it is tried with our own.
    package static var areKnown: Bool {
        guard let link = try? FileSystem.linkTarget("/proc/self") else { return false }
        return inProc(Accounts.process).map(String.init) == link
    }

    /// How many PID namespaces ours lies below that of `/proc`.
    private static let depth = max(1, all(of: "self").count) - 1

    /// A process's or thread's ids, `/proc`'s first and its own last; none where it is not there.
    ///
    /// - Parameter name: its directory below `/proc`.
    package static func all(of name: String) -> [Int32] {
        guard let text = ProcessTable.read("/proc/\(name)/status"),
            let line = text.split(separator: "\n").first(where: { $0.utf8.starts(with: "NSpid:".utf8) })
        else { return [] }
        return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().compactMap { Int32($0) }
    }

    /// The id by which `/proc` knows a process or thread of our PID namespace; `nil` where it knows none.
    package static func inProc(_ id: Int32) -> Int32? {
        if agreeWithProc { return id }
        if let descriptor = try? ProcessLook.open(id),
            let text = ProcessTable.read("/proc/self/fdinfo/\(descriptor.rawValue)"),
            // The kernel words a descriptor of a process as whoever mounted this /proc would.
            let line = text.split(separator: "\n").first(where: { $0.utf8.starts(with: "Pid:".utf8) }),
            let found = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).last.flatMap({ Int32($0) }),
            found > 0
        {
            return found
        }
        return searchThreads(id)
    }

    /// The id in our PID namespace of the process or thread that `/proc` knows by another; `nil` where it is none of
    /// ours, or gone.
    package static func ours(_ id: Int32) -> Int32? {
        if agreeWithProc { return id }
        let ids = all(of: String(id))
        guard ids.indices.contains(depth), inProc(ids[depth]) == id else { return nil }
        return ids[depth]
    }

    /// The ids in our PID namespace of a process's threads, in order; none where they cannot be looked at.
    package static func threads(of process: Int32) -> [Int32] {
        let names = ProcessDirectory(of: process)?.entries("task") ?? []
        if agreeWithProc { return names.compactMap { Int32($0) }.sorted() }
        return names.compactMap { name in
            let ids = all(of: name)
            return ids.indices.contains(depth) ? ids[depth] : nil
        }.sorted()
    }

    /// Before Linux 6.9 there is no descriptor of a thread: then every thread of our PID namespace is asked.
    private static func searchThreads(_ id: Int32) -> Int32? {
        let space = try? FileSystem.linkTarget("/proc/self/ns/pid")
        guard space != nil, let processes = ProcessTable.entries("/proc") else { return nil }
        for process in processes where process.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
            guard (try? FileSystem.linkTarget("/proc/\(process)/ns/pid")) == space else { continue }
            for thread in ProcessTable.entries("/proc/\(process)/task") ?? [] {
                let ids = all(of: thread)
                if ids.indices.contains(depth), ids[depth] == id { return ids[0] }
            }
        }
        return nil
    }
}
