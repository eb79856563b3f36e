import SpoolHarness
import SpoolSystem
import Testing

/// What the probe printed, by name; see `Tests/StageProbe`.
struct Seen {
    private var lines: [(name: Substring, value: Substring)] = []

    mutating func add(_ line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        lines.append((parts[0], parts.count > 1 ? parts[1] : ""))
    }

    /// The value of the first line of that name.
    subscript(name: String) -> String? { lines.first { $0.name == name }.map { String($0.value) } }
}

/// Ways to run the probe.
enum Probe {
    /// Its path: products are siblings of the tests' own executable.
    static var path: String {
        get throws {
            let own = try Paths.executable().split(separator: "/").dropLast()
            // `swift test` may run a bundle that a helper elsewhere has loaded.
            let beside = "/" + own.joined(separator: "/") + "/StageProbe"
            if (try? FileSystem.status(beside)) != nil { return beside }
            return try #require(CommandLine.arguments.lazy.compactMap(Self.besideBundle).first)
        }
    }

    private static func besideBundle(_ argument: String) -> String? {
        guard argument.hasSuffix(".xctest") else { return nil }
        let path = argument.split(separator: "/").dropLast().joined(separator: "/")
        return "/" + path + "/StageProbe"
    }

    static func inSeconds(_ seconds: Int64) -> Int64 { MonotonicClock.now + seconds * 1_000_000_000 }

    /// Launches the probe on a stage, to its end.
    static func stage(
        _ arguments: String..., options: ArenaOptions = ArenaOptions()
    ) throws -> (seen: Seen, permissions: Permissions, exit: ProcessExit?) {
        var stage = try StageProcess.launch(executable: try path, arguments: arguments, options: options)
        stage.input = nil
        var seen = Seen()
        while case .line(let line) = try stage.readLine(until: inSeconds(20)) { seen.add(line) }
        return (seen, stage.permissions, try stage.wait(until: inSeconds(20)))
    }

    /// Runs the probe as a process beside us, as some user, to its end.
    static func process(_ arguments: String..., identity: UserIdentity? = nil) throws -> Seen {
        var child = try PipedProcess([try path] + arguments, SpawnOptions(identity: identity))
        child.input = nil
        var bytes: [UInt8] = []
        while try child.output.waitReadable(until: inSeconds(20)) {
            let some = try child.output.read(1 << 16)
            if some.isEmpty { break }
            bytes += some
        }
        var seen = Seen()
        for line in bytes.split(separator: 0x0A) { seen.add(Array(line)) }
        _ = try child.process.wait(until: inSeconds(20))
        return seen
    }

    /// Whether tests run as a root who may do what root may; elsewhere such tests have nothing to show.
    static let isRoot: Bool = {
        guard let permissions = (try? stage("exit", "0"))?.permissions else { return false }
        return permissions.otherUsers.isGranted && permissions.namespaces.isGranted
    }()

    /// Whether an ordinary user may make namespaces here.
    static let mayUseUserNamespaces =
        (try? stage("exit", "0", options: ArenaOptions(isolation: .userNamespace)))?
        .permissions.namespaces.isGranted ?? false

    /// A time to sleep, in seconds, that nobody else on this machine sleeps: by it a process is found again.
    static func token() -> String { "86400.\(MonotonicClock.now)" }

    /// Processes whose command line holds a word; as the machine sees them, in every namespace.
    static func processes(with word: String) throws -> [String] {
        try Descriptor.open("/proc", .readOnly).allEntries().compactMap { entry in
            let name = String(decoding: entry.name, as: UTF8.self)
            guard Int32(name) != nil,
                let line = try? Descriptor.open("/proc/\(name)/cmdline", .readOnly).readAll()
            else { return nil }
            return line.split(separator: 0).contains { $0.elementsEqual(word.utf8) } ? name : nil
        }
    }

    /// Whether a process is there and no zombie: one that has lost its parent is reaped when the machine
    /// comes round to it.
    static func isRunning(_ process: String) -> Bool {
        let line = try? Descriptor.open("/proc/\(process)/cmdline", .readOnly).readAll()
        return line?.isEmpty == false
    }

    /// Waits for something that is to come true by itself.
    static func eventually(_ holds: () throws -> Bool) rethrows -> Bool {
        let deadline = inSeconds(10)
        while true {
            if try holds() { return true }
            guard MonotonicClock.now < deadline else { return false }
            MonotonicClock.sleep(nanoseconds: 2_000_000)
        }
    }
}
