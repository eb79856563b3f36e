internal import SpoolSpec
internal import SpoolSystem

/// Tries each way of looking on a process of our own that does a known wrong thing. It takes some milliseconds.
struct SelfTest {
    private let world: World
    private let user: UserIdentity?
    private let directory: SpoolDirectory
    private let switchboard = Switchboard()
    /// What a reply may take, as the machine's speed makes it, but never so little that a busy machine seems blind.
    private let secondsMax: Double

    private init(_ world: World, _ user: UserIdentity?, _ secondsMax: Double) {
        self.world = world
        self.user = user
        self.secondsMax = max(secondsMax, AdapterProcess.deadlineSeconds)
        directory = SpoolDirectory(
            path: world.root + "/self-test", workers: user ?? .effective, group: world.group)
    }

    /// Looks, inside a stage, at a process of our own user and at one of the workers'.
    ///
    /// - Parameter secondsMax: how long the adapter may take for a reply.
    static func run(in world: World, secondsMax: Double) -> UnseenWays {
        var unseen = UnseenWays()
        let workers = world.server.map { [Optional($0)] } ?? []
        for user in [nil] + workers where unseen.tracing == nil {
            let whose = user == nil ? "a process of our own" : "a process of our own as \(Stage.serverName)"
            let test = SelfTest(world, user, secondsMax)
            do throws(Interruption) {
                try test.directory.make(mode: 0o777, owner: nil)
                try test.run(&unseen, whose)
            } catch { unseen.tracing = "\(whose) could not be looked at: \(error)" }
            test.switchboard.limit(seconds: 1)
            for name in (try? test.directory.names()) ?? [] { try? test.directory.remove(name) }
            try? test.directory.removeItself()
            test.directory.letGo()
        }
        return unseen
    }

    private func run(_ unseen: inout UnseenWays, _ whose: String) throws(Interruption) {
        switchboard.limit(seconds: secondsMax)
        var known: KnownWrongProcess
        do throws(Errno) {
            known = try KnownWrongProcess(path: "\(directory.path)/file", user: user)
        } catch { throw .failed("start \(whose)", error) }
        let id = known.processID
        let descriptor = known.descriptor
        let traced = TracedProcess(processID: id, isChild: true, label: whose, directory: world.root) {
            ProcessLook.kill(descriptor)
        }
        var writes = 0
        traced.before = { call in
            if call.opens { return .hold }
            if call.unlinks { return .kill }
            guard call.writes else { return .none }
            writes += 1
            return writes == 1 ? .fail(Errno.noSpace.rawValue) : .shorten(to: 4)
        }
        var isFollowed = true
        do throws(Interruption) {
            try switchboard.follow(traced)
        } catch {
            isFollowed = false
            unseen.tracing = error.text
        }
        try goOn(known)
        if isFollowed {
            unseen.tracing = try findTraced(traced, known).map { "\($0) of \(whose) was not seen" }
        } else {
            _ = try wait(until: { () throws(Errno) in try known.hasTold(until: 0) })
        }
        if let missing = try findInProc(id) {
            unseen.proc = "\(missing) of \(whose) was not to be found in /proc"
        }
        try goOn(known)
        guard isFollowed, unseen.tracing == nil else { return }
        let isDead = try wait(until: { () throws(Errno) in try known.hasEnded() })
        let isLeft = try directory.exists("file")
        if !isDead || !isLeft {
            unseen.tracing = "\(whose) could not be killed before a call"
        }
    }

    private func goOn(_ known: borrowing KnownWrongProcess) throws(Interruption) {
        do throws(Errno) { try known.goOn() } catch {
            throw .failed("tell a process of our own to go on", error)
        }
    }

    /// Two writes, of which one fails and one is cut short, between the opening of a file and its lock.
    ///
    /// - Returns: what was not seen; `nil` where all was.
    private func findTraced(
        _ traced: TracedProcess, _ known: borrowing KnownWrongProcess
    ) throws(Interruption) -> String? {
        guard try wait(until: { () throws(Errno) in traced.held != nil }) else {
            return "the opening of a file"
        }
        guard try !directory.exists("file") else { return "the moment before a file was opened" }
        try switchboard.release(traced)
        guard try wait(until: { () throws(Errno) in try known.hasTold(until: 0) }) else {
            return "the end of what it does"
        }
        let path = "\(directory.path)/file"
        let calls = traced.calls.filter { $0.path == path }
        guard calls.contains(where: \.opens) else { return "the opening of a file" }
        let written = calls.filter(\.writes).map { $0.result ?? 0 }
        guard written == [-Int64(Errno.noSpace.rawValue), 4], try directory.read("file")?.count == 4 else {
            return "a write that was made to fail and one that was cut short"
        }
        guard calls.contains(where: { $0.name == "fchmod" && $0.arguments[1] == 0o666 }),
            try directory.status("file")?.mode == 0o666
        else { return "the change of a file's mode" }
        guard calls.contains(where: { $0.name == "flock" && ($0.flags ?? 0) & 0o2000 != 0 }) else {
            return "the lock of a file, or how that was opened,"
        }
        return switchboard.blindness == nil ? nil : "the file behind a descriptor"
    }

    /// - Returns: what was not found; `nil` where all was.
    private func findInProc(_ id: Int32) throws(Interruption) -> String? {
        guard try directory.lockHolders("file") == [id] else { return "the lock" }
        guard let held = try? directory.lockDescriptors("file", of: id), held.count == 1,
            !held[0].isClosedOnExec
        else { return "the descriptor that holds a lock" }
        guard ProcessTable.descriptorCount(id) ?? 0 > 0, ProcessTable.residentMemory(id) ?? 0 > 0 else {
            return "the memory or the number of descriptors"
        }
        return ProcessTable.isAlive(id) ? nil : "the life"
    }

    /// Lets the process run until something is so, for a fifth of the time at most.
    private func wait(until condition: () throws(Errno) -> Bool) throws(Interruption) -> Bool {
        let deadline = MonotonicClock.now + Int64(secondsMax * 200_000_000)
        while true {
            do throws(Errno) {
                if try condition() { return true }
            } catch { throw .failed("look at a process of our own", error) }
            guard MonotonicClock.now < deadline else { return false }
            try switchboard.turn(until: MonotonicClock.now + 1_000_000)
        }
    }
}
