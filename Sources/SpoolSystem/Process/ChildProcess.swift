internal import CSpoolSystem
internal import Glibc

/// A process that this one started: held by a pidfd, so that no signal ever hits a later process of
/// the same id. Who lets go of it kills its process group and reaps it.
package struct ChildProcess: ~Copyable, Sendable {
    /// The process id, as the starter's PID namespace counts; also the id of its process group.
    package let processID: Int32
    /// The pidfd; `poll(2)` finds it readable once the process has ended.
    package let descriptor: Descriptor
    /// How it ended, once ``wait(until:)`` has seen it.
    package private(set) var exit: ProcessExit?

    /// Starts a program and waits until it runs.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments; the first is looked for as `execvp(3)` does.
    ///   - options: what the process is to be.
    ///   - input: descriptor that becomes its standard input; it is lent, not given away.
    ///   - output: descriptor that becomes its standard output.
    ///   - error: descriptor that becomes its standard error.
    /// - Throws: `SpawnError`; then no process is left.
    package init(
        _ arguments: [String], _ options: SpawnOptions = SpawnOptions(),
        input: borrowing Descriptor, output: borrowing Descriptor, error: borrowing Descriptor
    ) throws(SpawnError) {
        var request = spool_spawn_request()
        request.input = input.rawValue
        request.output = output.rawValue
        request.error = error.rawValue
        request.chosen_process = options.processID ?? 0
        request.id_space = options.idSpace ?? 0
        request.counts_by_itself = options.countsByItself ? 1 : 0
        request.file_mode_mask = options.umask.map(Int32.init) ?? -1
        if let identity = options.identity {
            request.changes_user = 1
            request.user = identity.user
            request.group = identity.group
        }
        request.file_size_limit = options.fileSizeLimit ?? -1
        request.open_files_limit = options.openFilesLimit ?? -1
        request.more_descriptors = Int32(clamping: options.moreDescriptors)
        for signal in options.ignoredSignals { request.ignored_signals |= 1 << (signal.rawValue - 1) }
        guard let name = arguments.first, let words = CStrings(arguments.map(\.keptBytes)),
            let variables = CStrings(options.environment.entries),
            let temporary = CStrings([options.ownTemporary].compactMap { $0?.keptBytes })
        else { throw .unusableArguments }
        var result = spool_spawned()
        let answer = words.withPointers { words in
            variables.withPointers { variables in
                temporary.withPointers { temporary in
                    request.arguments = words
                    request.environment = variables
                    request.own_temporary = temporary?.pointee
                    return spool_spawn(&request, &result)
                }
            }
        }
        guard answer == 0 else {
            throw SpawnError.decode(result.step, result.error, name: name, options: options)
        }
        processID = result.process
        descriptor = Descriptor(owning: result.descriptor)
    }

    /// Takes over a child that was started in another way and leads a process group of its own.
    init(adopting processID: Int32, descriptor: consuming Descriptor) {
        self.processID = processID
        self.descriptor = descriptor
    }

    deinit {
        guard exit == nil else { return }
        _ = Glibc.kill(-processID, SIGKILL)
        _ = spool_signal_process(descriptor.rawValue, SIGKILL)
        var status: Int32 = 0
        _ = spool_wait(processID, &status, 0)
    }

    /// Sends a signal: `pidfd_send_signal(2)`.
    ///
    /// - Throws: `.noProcess` once it has been reaped.
    package func send(_ signal: Signal) throws(Errno) {
        _ = try checked { spool_signal_process(descriptor.rawValue, signal.rawValue) }
    }

    /// Sends a signal to every member of its process group: `kill(2)`, also after its own end, as long
    /// as any member is left.
    ///
    /// - Throws: `.noProcess` where none is. Do not call it long after the process was reaped without a
    ///   PID namespace of our own: the number may then be somebody else's.
    package func sendToGroup(_ signal: Signal) throws(Errno) {
        _ = try checked { Glibc.kill(-processID, signal.rawValue) }
    }

    /// Waits for its end and reaps it.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; `nil` waits for ever, 0 just looks.
    /// - Returns: how it ended, the same again if asked again; `nil` at the deadline.
    package mutating func wait(until deadline: Int64?) throws(Errno) -> ProcessExit? {
        if let exit { return exit }
        guard try descriptor.waitReadable(until: deadline) else { return nil }
        return try reap(0)
    }

    /// Stops it and waits until it stands still: no step of it is under way any more.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; a process in the middle of a system call that
    ///   cannot be interrupted stops only after it.
    /// - Returns: whether it stands still; `false` at the deadline, or where it has ended.
    package mutating func stop(until deadline: Int64) throws(Errno) -> Bool {
        if exit != nil { return false }
        try send(.stop)
        var pause: Int64 = 20_000
        while true {
            var status: Int32 = 0
            let answer = try checked { spool_wait(processID, &status, WNOHANG | WUNTRACED) }
            if answer == processID {
                exit = ProcessExit(waitStatus: status)
                return exit == nil
            }
            guard MonotonicClock.now < deadline else { return false }
            MonotonicClock.sleep(nanoseconds: pause)
            pause = min(pause * 2, 1_000_000)
        }
    }

    /// Lets it go on after ``stop(until:)``.
    package func resume() throws(Errno) { try send(.resume) }

    private mutating func reap(_ options: Int32) throws(Errno) -> ProcessExit? {
        var status: Int32 = 0
        do throws(Errno) {
            let answer = try checked { spool_wait(processID, &status, options) }
            if answer == processID { exit = ProcessExit(waitStatus: status) }
        } catch {
            // Nobody's child any more: SIGCHLD is ignored here, or somebody waits for just anyone.
            guard error == Errno(rawValue: ECHILD) else { throw error }
            exit = .unknown
        }
        return exit
    }
}
