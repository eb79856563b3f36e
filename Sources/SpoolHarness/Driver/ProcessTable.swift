internal import SpoolSystem

/// What `/proc` tells of processes in the stage's PID namespace.
package enum ProcessTable {
    /// Whether a process runs: it is there, and no zombie.
    package static func isAlive(_ processID: Int32) -> Bool {
        guard let text = read("/proc/\(processID)/stat"),
            // The name in parentheses may hold anything, so the state is what follows the last one.
            let end = text.lastIndex(of: ")")
        else { return false }
        let state = text[text.index(after: end)...].first { $0 != " " }
        return state != "Z" && state != "X"
    }

    /// A file of `/proc` as text; `nil` where it cannot be read.
    static func read(_ path: String) -> String? {
        guard let file = try? Descriptor.open(path, .readOnly), let bytes = try? file.readAll(limit: 4 << 20)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
