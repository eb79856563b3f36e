internal import SpoolSystem

/// What a decision costs; the simplest schedules cost nothing.
struct Cost: Hashable, CustomStringConvertible {
    /// Times that a process in the middle of something had to wait for others.
    var preemptions = 0
    var crashes = 0
    var faults = 0

    var total: Int { preemptions + crashes + faults }

    static func + (first: Cost, second: Cost) -> Cost {
        Cost(
            preemptions: first.preemptions + second.preemptions, crashes: first.crashes + second.crashes,
            faults: first.faults + second.faults)
    }

    func fits(_ other: Cost) -> Bool {
        preemptions <= other.preemptions && crashes <= other.crashes && faults <= other.faults
    }

    /// As *preemptions/crashes/faults*, for tables.
    var short: String { "\(preemptions)/\(crashes)/\(faults)" }

    var description: String {
        let parts = [counted(preemptions, "preemption"), counted(crashes, "crash", "crashes")]
        return "\(parts.joined(separator: ", ")) and \(counted(faults, "fault"))"
    }
}
