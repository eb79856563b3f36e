internal import SpoolSpec
internal import SpoolSystem

/// Who plays in a case: starts adapters in their roles, and ends them all.
final class Cast {
    /// Who stands behind an adapter.
    enum Player { case candidate, reference }

    /// An adapter that has answered `hello`.
    struct Member {
        let process: AdapterProcess
        let hello: Hello
    }

    private let play: Play
    private let world: World
    private let switchboard: Switchboard
    private let transcript: Transcript
    private var processes: [AdapterProcess] = []
    private var clients: [AdapterProcess] = []
    private var known: Hello?
    private var started: [String: Int] = [:]
    /// How many adapters were given a `/tmp` of their own.
    private var ownTemporaries = 0

    init(_ play: Play, _ world: World, _ switchboard: Switchboard, _ transcript: Transcript) {
        self.play = play
        self.world = world
        self.switchboard = switchboard
        self.transcript = transcript
        known = play.hello
    }

    /// What the recorder under test says of itself.
    ///
    /// - Throws: `skipped` where it has no such role.
    func introduction(of role: Role) throws(Interruption) -> Hello {
        let hello: Hello
        if let known {
            hello = known
        } else {
            let member = try launch(.candidate, role, ProcessOptions(), as: "introduction")
            try member.process.end()
            hello = member.hello
        }
        guard hello.roles.contains(role) else {
            throw .skipped("the recorder \(hello.name) has no \(role.rawValue)")
        }
        return hello
    }

    /// Starts the recorder under test in a role; where it has no such role and is not judged in it, the reference
    /// plays it.
    func candidate(_ role: Role, _ options: ProcessOptions) throws(Interruption) -> Member {
        try needGroup(role, options)
        if let known, !known.roles.contains(role) { return try standIn(role, options, known) }
        let member = try launch(.candidate, role, options)
        guard member.hello.roles.contains(role) else {
            member.process.killTree()
            return try standIn(role, options, member.hello)
        }
        return member
    }

    /// Starts the reference recorder in a role.
    func reference(_ role: Role, _ options: ProcessOptions) throws(Interruption) -> Member {
        try needGroup(role, options)
        return try launch(.reference, role, options)
    }

    /// A client finds its group by the name; only a case about a missing group names one itself.
    private func needGroup(_ role: Role, _ options: ProcessOptions) throws(Interruption) {
        guard role == .client, options.environment["SPOOL_GROUP"] == nil,
            let reason = Need.namedGroup.missing(from: world.permissions)
        else { return }
        throw .skipped("\(Need.namedGroup.phrase): \(reason)")
    }

    /// Starts the recorder under test in a role and hears what it says of itself, whatever that is.
    func audition(_ role: Role, _ options: ProcessOptions) throws(Interruption) -> Hello {
        try launch(.candidate, role, options).hello
    }

    private func standIn(_ role: Role, _ options: ProcessOptions, _ hello: Hello) throws(Interruption)
        -> Member
    {
        guard role != play.role else { throw .skipped("the recorder \(hello.name) has no \(role.rawValue)") }
        return try launch(.reference, role, options)
    }

    private func launch(
        _ player: Player, _ role: Role, _ options: ProcessOptions, as name: String? = nil
    ) throws(Interruption) -> Member {
        let command: AdapterCommand
        switch player {
        case .candidate: command = play.candidate
        case .reference:
            if let reference = play.reference { command = reference } else { command = try .reference() }
        }
        var spawn = try spawnOptions(role, options)
        let name = name ?? label(player, role)
        let blame: Blame = player == .candidate ? .adapter : .suite
        guard options.countsByItself else { return try launch(command, role, spawn, name, blame) }
        if ownTemporaries > 0 { spawn.ownTemporary = temporaryPlace() }
        do throws(Interruption) {
            return try launch(command, role, spawn, name, blame)
        } catch {
            guard error.isBadStart else { throw error }
            // Another of the same id sees the same /tmp, which two containers would not: a runtime that keeps a file of
            // its id there finds it in use. Not at once in a /tmp of its own, for its author may look there for a log.
            if let process = processes.last {
                try process.kill()
                forget(process)
            }
            transcript.note("\(name) is started again, with a /tmp of its own")
            spawn.ownTemporary = temporaryPlace()
            do throws(Interruption) { return try launch(command, role, spawn, name, blame) } catch {
                guard error.isBadStart else { throw error }
                throw .skipped("it takes two recorders of the same id in two PID namespaces: \(error.text)")
            }
        }
    }

    /// Beside the directory in which the case plays; `nil` where nothing can be mounted.
    private func temporaryPlace() -> String? {
        guard world.permissions.privateFileSystem.isGranted else { return nil }
        ownTemporaries += 1
        return world.root + "-tmp-\(ownTemporaries)"
    }

    private func launch(
        _ command: AdapterCommand, _ role: Role, _ spawn: SpawnOptions, _ name: String, _ blame: Blame
    ) throws(Interruption) -> Member {
        let process = try AdapterProcess(
            command, options: spawn, label: name, blame: blame, switchboard: switchboard,
            transcript: transcript,
            deadline: play.deadlineSeconds)
        processes.append(process)
        // A start takes longer than a reply: an interpreter, on a machine where every core is busy.
        let seconds = max(play.deadlineSeconds, 10)
        let reply = try process.request(
            "hello", ["driver": 1, "role": .string(role.rawValue)], within: seconds)
        let isKnown = reply.isUnsupported && known != nil
        let hello = isKnown ? known : try Hello(try reply.success())
        guard let hello else { throw .suite("\(process.label) has answered `hello` and said nothing") }
        try process.identify(told: isKnown ? nil : hello.processID, countsByItself: spawn.countsByItself)
        if role == .client {
            try process.requireOwnID(spawn, among: clients)
            clients.append(process)
        } else {
            try process.requireOwnID(spawn, among: [])
        }
        if blame == .adapter, known == nil { known = hello }
        return Member(process: process, hello: hello)
    }

    private func label(_ player: Player, _ role: Role) -> String {
        let name = player == .candidate ? role.rawValue : "reference \(role.rawValue)"
        let count = started[name, default: 0] + 1
        started[name] = count
        return count == 1 ? name : "\(name) \(count)"
    }

    private func spawnOptions(
        _ role: Role, _ options: ProcessOptions
    ) throws(Interruption) -> SpawnOptions {
        if options.user == .server, let reason = Need.otherUsers.missing(from: world.permissions) {
            throw .skipped("\(Need.otherUsers.phrase): \(reason)")
        }
        if options.processID != nil, let reason = Need.chosenProcessIDs.missing(from: world.permissions) {
            throw .skipped("\(Need.chosenProcessIDs.phrase): \(reason)")
        }
        var environment = world.environment
        environment["SPOOL_DIR"] = options.spoolPath ?? world.root + "/spool"
        environment["SPOOL_GROUP"] = world.groupName
        environment["SPOOL_LIMIT"] = options.limitBytes.map { String($0) }
        for (name, value) in options.environment { environment[name] = value }
        let user = options.user ?? (role == .worker ? .server : .own)
        var spawned = SpawnOptions(
            environment: environment, umask: options.umask, identity: user == .server ? world.server : nil,
            processID: options.processID, countsByItself: options.countsByItself,
            fileSizeLimit: options.fileSizeLimit,
            openFilesLimit: options.openFilesLimit, ignoredSignals: options.ignoredSignals)
        spawned.moreDescriptors = options.moreDescriptors
        return spawned
    }

    /// Keeps nothing of a process that is over, so that its pipes are closed.
    func forget(_ process: AdapterProcess) {
        processes.removeAll { $0 === process }
        clients.removeAll { $0 === process }
    }

    /// Lets every process that still runs die quietly, as the driver protocol has it.
    func endAll() throws(Interruption) {
        for process in processes where process.isRunning && process.failure == nil {
            try process.closeInput()
        }
        for process in processes where process.isRunning { try process.end() }
        // A reply that nobody asked for is a fault too, also where it came last.
        for process in processes where !process.wasKilled {
            if let failure = process.failure { throw failure }
        }
    }

    /// Kills every process.
    func killAll() {
        for process in processes { process.killTree() }
        let deadline = MonotonicClock.now + 2_000_000_000
        for process in processes {
            let left = Double(max(0, deadline - MonotonicClock.now)) / 1_000_000_000
            _ = try? process.waitForExit(within: left)
        }
    }

    /// What is to be asked where the recorder under test was not seen to do what it should; `nil` where nothing is.
    var wrapperQuestion: String? { processes.lazy.compactMap(\.wrapperQuestion).first }

    /// The end of what each process wrote to standard error, where it wrote any.
    var standardErrors: [(process: String, text: String)] {
        processes.compactMap { process in
            process.standardError.isEmpty ? nil : (process.label, process.standardError)
        }
    }
}

extension Interruption {
    /// Whether a program may have found a file of another process that has its id.
    fileprivate var isBadStart: Bool {
        guard blame == .adapter else { return false }
        return switch kind {
        case .garbage, .disorder, .gone, .refused: true
        default: false
        }
    }
}
