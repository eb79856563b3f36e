internal import SpoolSystem

extension ProcessEntry {
    /// All processes; `nil` where `/proc` does not show those of our PID namespace under our ids.
    static func all() -> [ProcessEntry]? {
        guard ProcessIDs.agreeWithProc, ProcessIDs.areKnown,
            let entries = try? Descriptor.open("/proc", [.readOnly, .directory]).allEntries()
        else { return nil }
        return entries.compactMap { entry in
            guard let first = entry.name.first, first >= 0x30, first <= 0x39 else { return nil }
            return Int32(String(decoding: entry.name, as: UTF8.self)).flatMap { ProcessEntry($0) }
        }
    }

    /// Whether any thread of it lives. The first one may have ended before the others: then it is a zombie, and the
    /// others keep its files open and its locks held.
    var isAlive: Bool { state != "Z" && state != "X" || ProcessTable.isAlive(id) }
}

extension ProcessTable {
    /// Who traces a process already; `nil` where nobody does, or nobody can tell.
    static func tracer(of processID: Int32) -> Int32? {
        guard let tracer = tracerField(of: processID) else { return nil }
        return tracer == 0 ? nil : tracer
    }

    /// Whether it is known that nobody traces a process.
    static func isUntraced(_ processID: Int32) -> Bool { tracerField(of: processID) == 0 }

    private static func tracerField(of processID: Int32) -> Int32? {
        guard let text = ProcessDirectory(of: processID)?.read("status"),
            let line = text.split(separator: "\n").first(where: { $0.utf8.starts(with: "TracerPid:".utf8) })
        else { return nil }
        return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).last.flatMap { Int32($0) }
    }
}
