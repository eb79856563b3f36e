internal import SpoolSystem

public import SpoolSpec

/// A server's worker process: `record` is the hook that it calls once for each request.
///
/// The hook never throws and never waits (HOOK-1). What it cannot write it drops, counts, and tells to the
/// log once a second at most.
public struct Worker<Kernel: SpoolKernel>: ~Copyable {
    private var kernel: Kernel
    private var memory = WorkerMemory()
    private var line = LineBuffer()
    private var scannedAt: Int64?
    private var writer = Accounts.effectiveUser
    private let limit: Int64
    private let log: (String) -> Void
    private var reported = WorkerCounters()

    /// What this worker has done and dropped so far.
    public private(set) var counters = WorkerCounters()

    /// Time between two scans, in nanoseconds (SCAN-1, SCAN-2).
    public static var scanInterval: Int64 { 1_000_000_000 }

    /// Which part of the descriptors that the process may have a worker keeps open between two events: one of so
    /// many. The rest is the server's. Two are kept of a recorder; where there are more recorders than that allows,
    /// the files of the others are opened for each event and closed again.
    public static var descriptorShare: Int { 4 }

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
        // And it may change its limits.
        let keptMax = OpenFiles.limit / Self.descriptorShare / 2
        let outcome = kernel.run(Scan(memory, now: now, keptMax: keptMax))
        memory = outcome.memory
        counters.scans += 1
        counters.reaped += outcome.reaped.count
        counters.swept += outcome.swept.count
        if let failure = outcome.failure { log("listing the spool directory: \(errorText(failure))") }
        reportLosses()
    }

    private mutating func append(_ event: Event, _ traits: Event.Traits, _ now: Int64) {
        var encoded: UnsafeBufferPointer<UInt8>?
        for index in memory.recorders.indices where memory.recorders[index].filter.matches(traits) {
            let bytes = encoded ?? encode(event)
            encoded = bytes
            guard
                let fate = kernel.appendAsUsual(
                    bytes, to: &memory.recorders[index].target, limit: limit, writer: writer)
            else { return handle(Array(bytes), traits, from: index, now) }
            counters.count(fate)
        }
    }

    /// What is not the usual course, from this recorder on.
    private mutating func handle(_ line: [UInt8], _ traits: Event.Traits, from first: Int, _ now: Int64) {
        let event = HandleEvent(
            traits, line: line, memory: memory, from: first, limit: limit, writer: writer, now: now)
        // Not held twice, or the procedure's first change would copy what is known of all recorders.
        memory = WorkerMemory()
        let outcome = kernel.run(event)
        memory = outcome.memory
        counters.written += outcome.written
        counters.reaped += outcome.reaped
        for fate in outcome.losses { counters.count(fate) }
    }

    /// Once for all recorders that want it.
    private mutating func encode(_ event: Event) -> UnsafeBufferPointer<UInt8> {
        if line.write(event).isReplaced { counters.replaced += 1 }
        return line.bytes
    }

    private mutating func reportLosses() {
        for line in counters.losses(since: reported) { log(line) }
        reported = counters
    }

    deinit {
        var kernel = kernel
        for handle in memory.handles { _ = kernel.perform(.close(handle)) }
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
