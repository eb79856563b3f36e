public import SpoolSpec

/// What a worker has done, and what it had to drop.
public struct WorkerCounters: Hashable, Sendable {
    /// Looks through the spool.
    public var scans = 0
    /// Dead recorders whose files this worker removed.
    public var reaped = 0
    /// Orphaned events files that this worker removed.
    public var swept = 0
    /// Lines written whole.
    public var written = 0
    /// Lines cut by a full file system or a limit.
    public var torn = 0
    /// Lines not written because the recording had reached its limit (HOOK-3).
    public var overLimit = 0
    /// Lines not written because no regular file stood under the events file's name (APPEND-5).
    public var foreign = 0
    /// Lines not written because a system call failed.
    public var failed = 0
    /// The last of those failures.
    public var lastFailure: SystemError?
    /// Lines not written because the recorder changed twice while they were.
    public var stale = 0
    /// Events too deep or too large, whose place a short line took (EVENT-4).
    public var replaced = 0

    /// Nothing done yet.
    public init() {}

    mutating func count(_ fate: Append.Fate) {
        switch fate {
        case .written: written += 1
        case .torn: torn += 1
        case .overLimit: overLimit += 1
        case .foreign: foreign += 1
        case .stale: stale += 1
        case .failed(let error):
            failed += 1
            lastFailure = error
        }
    }

    /// A line for each kind of loss that has grown since `before`.
    func losses(since before: WorkerCounters) -> [String] {
        var lines: [String] = []
        func tell(_ count: Int, _ what: String) {
            if count > 0 { lines.append("\(count) event\(count == 1 ? "" : "s") \(what)") }
        }
        tell(torn - before.torn, "cut off in writing: is the file system full?")
        tell(overLimit - before.overLimit, "dropped: a recording that nobody reads has reached its limit")
        tell(foreign - before.foreign, "dropped: an events file's name is taken by something else")
        tell(replaced - before.replaced, "too large or too deep: a short line stands in their place")
        if let lastFailure { tell(failed - before.failed, "dropped: \(errorText(lastFailure))") }
        return lines
    }
}
