import SpoolSystem

/// By which processes are found again: a variable in their environment, which those that they start inherit.
struct ProcessMark {
    private static let name = "SPOOL_TEST_MARK"
    private let value = String(MonotonicClock.now)

    /// How a process is started that is to have it.
    var options: SpawnOptions {
        var options = SpawnOptions()
        options.environment[Self.name] = value
        return options
    }

    /// Those that still have it when all are to be gone: the kernel takes a moment to end a PID namespace whose
    /// first process was killed.
    ///
    /// - Parameter seconds: how long a moment.
    func processesLeft(after seconds: Double) throws -> [String] {
        let deadline = MonotonicClock.now + Int64(seconds * 1_000_000_000)
        while true {
            let found = try processes()
            if found.isEmpty || MonotonicClock.now > deadline { return found }
            MonotonicClock.sleep(nanoseconds: 20_000_000)
        }
    }

    /// Those that have it now.
    func processes() throws -> [String] {
        let mark = "\(Self.name)=\(value)"
        let entries = try Descriptor.open("/proc", [.readOnly, .directory]).allEntries()
        return entries.compactMap { entry in
            let name = String(decoding: entry.name, as: UTF8.self)
            guard Int32(name) != nil,
                let bytes = try? Descriptor.open("/proc/\(name)/environ", .readOnly).readAll(limit: 1 << 20)
            else { return nil }
            return bytes.split(separator: 0).contains { $0.elementsEqual(mark.utf8) } ? name : nil
        }
    }
}
