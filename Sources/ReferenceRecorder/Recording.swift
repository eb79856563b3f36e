internal import SpoolSystem

public import SpoolSpec

/// A recording that runs: as long as this value lives, its request is locked and workers write to it.
///
/// Letting go of it stops the recording; a process that dies leaves its files to the workers.
public struct Recording<Kernel: SpoolKernel>: ~Copyable {
    /// What a self-check found (LOCK-8, LOCK-9).
    public enum Health: Hashable, Sendable {
        /// The request stands under its name, and workers can read it.
        case standing
        /// The mode or group of the request or of the spool was another, and is set right.
        case mended
        /// Somebody had removed it or taken it out of the workers' reach, and it was made again: events in between
        /// are lost.
        case registeredAgain
    }

    private var kernel: Kernel
    private let filter: Filter
    private let location: SpoolLocation
    private let group: UInt32
    private var started: StartedRecording?

    /// The recording's id, which names its two files.
    public let id: RecorderID

    /// Begins a recording (DIR-1 to DIR-6, START-1 to START-5).
    ///
    /// - Parameters:
    ///   - filter: whose requests, and which.
    ///   - location: the spool; the directory is made where it is missing.
    ///   - kernel: what performs the calls.
    ///   - id: the id; a client on a real machine passes its own process's.
    /// - Throws: `RecordingError`; nothing of ours is left then.
    public init(_ filter: Filter, at location: SpoolLocation, kernel: Kernel, id: RecorderID)
        throws(RecordingError)
    {
        guard let group = Accounts.groupNumber(ofNameOrNumber: location.group) else {
            throw .noSuchGroup(location.group)
        }
        var kernel = kernel
        let begun = try Self.register(id, filter, location, group, &kernel)
        self.kernel = kernel
        self.filter = filter
        self.location = location
        self.group = group
        self.id = id
        started = begun
    }

    private static func register(
        _ id: RecorderID, _ filter: Filter, _ location: SpoolLocation, _ group: UInt32, _ kernel: inout Kernel
    ) throws(RecordingError) -> StartedRecording {
        let prepare = PrepareDirectory(group: group, starter: Accounts.effectiveUser)
        let directory: PreparedDirectory
        switch kernel.run(prepare) {
        case .success(let prepared): directory = prepared
        case .failure(let failure): throw .start(failure, id, location)
        }
        switch kernel.run(Start(id, filter: filter, in: directory, group: group)) {
        case .success(let recording): return recording
        case .failure(let failure):
            _ = kernel.perform(.close(directory.handle))
            throw .start(failure, id, location)
        }
    }

    /// Looks whether workers can still find and read the request, and begins again where they cannot (LOCK-8, LOCK-9).
    ///
    /// A client calls this once a second.
    ///
    /// - Throws: `RecordingError.lost` where the recording ended.
    public mutating func check() throws(RecordingError) -> Health {
        guard let recording = started else { throw .lost(id, location) }
        switch kernel.run(SelfCheck(recording)) {
        case .standing: return .standing
        case .mended: return .mended
        case .removed: _ = kernel.perform(.close(recording.request))
        case .outOfReach: _ = kernel.run(Stop(recording))
        }
        _ = kernel.perform(.close(recording.directory))
        started = nil
        do throws(RecordingError) {
            started = try Self.register(id, filter, location, group, &kernel)
        } catch {
            throw .lost(id, location)
        }
        return .registeredAgain
    }

    /// Takes the recording back: no worker that looks from now on writes to it.
    ///
    /// A worker that looked before may write on for ``staleNanoseconds``. Whoever wants nothing to be left behind by it
    /// calls this, waits for so long, and calls ``stop()`` then. ``check()`` is not to be called any more.
    ///
    /// - Throws: `RecordingError.lost` where somebody else had removed the request.
    public mutating func withdraw() throws(RecordingError) {
        guard let recording = started, kernel.run(Withdraw(recording)) == .withdrawn else {
            throw .lost(id, location)
        }
    }

    /// For how long a worker may go by what it has read of the request, in nanoseconds.
    public static var staleNanoseconds: Int64 { Withdraw.staleNanoseconds }

    /// Ends the recording and removes its two files (STOP-1, STOP-2).
    ///
    /// - Throws: `RecordingError.lost` where somebody else had removed the request; nothing is removed then.
    public mutating func stop() throws(RecordingError) {
        guard let recording = started else { throw .lost(id, location) }
        started = nil
        let outcome = kernel.run(Stop(recording))
        _ = kernel.perform(.close(recording.directory))
        if outcome == .lost { throw .lost(id, location) }
    }

    deinit {
        guard let recording = started else { return }
        var kernel = kernel
        _ = kernel.run(Stop(recording))
        _ = kernel.perform(.close(recording.directory))
    }
}

extension Recording where Kernel == LiveKernel {
    /// Begins a recording of this process on Linux.
    ///
    /// - Parameters:
    ///   - filter: whose requests, and which.
    ///   - location: the spool.
    /// - Throws: `RecordingError`; nothing of ours is left then.
    public init(_ filter: Filter, at location: SpoolLocation = SpoolLocation()) throws(RecordingError) {
        try self.init(
            filter, at: location, kernel: LiveKernel(path: location.directory),
            id: .process(Accounts.process))
    }
}
