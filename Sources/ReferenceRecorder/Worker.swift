internal import SpoolSystem

public import SpoolSpec

/// A server's worker process: `record` is the hook that it calls once for each request.
///
/// The hook never throws and never waits (HOOK-1). What it cannot write it drops, counts, and tells to the
/// log once a second at most.
public struct Worker<Kernel: SpoolKernel>: ~Copyable {
    private var kernel: Kernel
    private var memory = WorkerMemory()
    private var scannedAt: Int64?
    private var writer = Accounts.effectiveUser
    private let limit: Int64
    private let log: (String) -> Void
    private var reported = WorkerCounters()

    /// What this worker has done and dropped so far.
    public private(set) var counters = WorkerCounters()

    /// Time between two scans, in nanoseconds (SCAN-1, SCAN-2).
    public static var scanInterval: Int64 { 1_000_000_000 }

    /// - Parameters:
    ///   - kernel: what performs the calls.
    ///   - limit: bytes that one recording may take of the file system (HOOK-3).
    ///   - log: where a line goes for each kind of loss, at most once a second.
    public init(kernel: Kernel, limit: Int64 = defaultLimit, log: @escaping (String) -> Void = { _ in }) {
        self.kernel = kernel
        self.limit = limit
        self.log = log
    }

    /// Limit of a recording nobody reads, in bytes: a quarter of a gigabyte.
    public static var defaultLimit: Int64 { 256 << 20 }

    /// Handles one request: appends it to every live recording whose filter takes it.
    ///
    /// - Parameters:
    ///   - event: what the server knows of the request.
    ///   - now: the time in nanoseconds, on a clock that never goes back.
    public mutating func record(_ event: Event, at now: Int64) {
        if scannedAt.map({ now - $0 >= Self.scanInterval }) ?? true { scan(now) }
        guard !memory.recorders.isEmpty else { return }
        append(event, event.traits, now)
    }

    private mutating func scan(_ now: Int64) {
        scannedAt = now
        // A server may give up its privileges after it has made its recorder.
        writer = Accounts.effectiveUser
        let outcome = kernel.run(Scan(memory, now: now))
        memory = outcome.memory
        counters.scans += 1
        counters.reaped += outcome.reaped.count
        counters.swept += outcome.swept.count
        if let failure = outcome.failure { log("listing the spool directory: \(errorText(failure))") }
        reportLosses()
    }

    private mutating func append(_ event: Event, _ traits: Event.Traits, _ now: Int64) {
        var line: [UInt8]?
        var index = 0
        var end = memory.recorders.count
        while index < end {
            guard memory.recorders[index].filter.matches(traits) else {
                index += 1
                continue
            }
            let encoded = line ?? encode(event)
            line = encoded
            if let fate = kernel.appendAsUsual(
                encoded, to: &memory.recorders[index].target, limit: limit, writer: writer)
            {
                counters.count(fate)
                index += 1
            } else if appendOne(encoded, index, traits, now) {
                index += 1
            } else {
                end -= 1
            }
        }
    }

    /// Once for all recorders that want it.
    private mutating func encode(_ event: Event) -> [UInt8] {
        let line = event.encodedLine()
        if line.encoding.isReplaced { counters.replaced += 1 }
        return line.bytes
    }

    /// - Returns: whether the recorder still stands at its index; if not it was looked at anew, and has moved to
    ///   the end of the list or is gone.
    private mutating func appendOne(
        _ line: [UInt8], _ index: Int, _ traits: Event.Traits, _ now: Int64
    ) -> Bool {
        let outcome = kernel.run(
            Append(line, to: memory.recorders[index].target, limit: limit, writer: writer))
        memory.recorders[index].target = outcome.target
        guard outcome.fate == .stale else {
            counters.count(outcome.fate)
            return true
        }
        let id = outcome.target.id
        lookAgain(id, now)
        guard let last = memory.recorders.indices.last, memory.recorders[last].target.id == id,
            memory.recorders[last].filter.matches(traits)
        else { return false }
        let second = kernel.run(
            Append(line, to: memory.recorders[last].target, limit: limit, writer: writer))
        memory.recorders[last].target = second.target
        counters.count(second.fate)
        return false
    }

    private mutating func lookAgain(_ id: RecorderID, _ now: Int64) {
        guard let directory = memory.directory else { return }
        let outcome = kernel.run(Scan(again: id, in: directory, memory, now: now))
        memory = outcome.memory
        counters.reaped += outcome.reaped.count
    }

    private mutating func reportLosses() {
        for line in counters.losses(since: reported) { log(line) }
        reported = counters
    }

    deinit {
        var kernel = kernel
        for recorder in memory.recorders {
            _ = kernel.perform(.close(recorder.target.request))
            if let events = recorder.target.events { _ = kernel.perform(.close(events)) }
        }
        if let directory = memory.directory { _ = kernel.perform(.close(directory)) }
    }
}

extension Worker where Kernel == LiveKernel {
    /// A worker on Linux.
    ///
    /// - Parameters:
    ///   - location: the spool; it need not exist (DIR-2).
    ///   - limit: bytes that one recording may take of the file system (HOOK-3).
    ///   - log: where a line goes for each kind of loss, at most once a second.
    public init(
        at location: SpoolLocation = SpoolLocation(), limit: Int64 = defaultLimit,
        log: @escaping (String) -> Void = { _ in }
    ) {
        self.init(kernel: LiveKernel(path: location.directory), limit: limit, log: log)
    }

    /// Handles one request now.
    ///
    /// - Parameter event: what the server knows of the request.
    public mutating func record(_ event: Event) { record(event, at: MonotonicClock.now) }
}
