import Glibc
import SpoolHarness
import SpoolSystem

/// A program for a stage: does what its first argument says and prints what it sees, a `NAME VALUE` a line.
@main struct Probe {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case "report": try report()
        case "children": try tryChildren()
        case "ids": try tellIDs()
        case "limits": try tryLimits()
        case "daemon": try startDaemon(token: rest[0])
        case "echo": while let line = readLine() { say("echo", line) }
        case "flood": flood()
        case "crash": kill(getpid(), SIGTERM)
        case "exit": exit(Int32(rest[0]) ?? 99)
        case "suite": try launch(rest)
        case "forbidden": try forbidNamespaces(rest)
        case "leaks": try measureLeaks(prefixes: rest)
        case StageProgram.argument: exit(StageProgram.run(Array(arguments)))
        default: exit(64)
        }
    }

    /// Writes a line at once: whoever reads may be waiting for it.
    static func say(_ words: Any...) {
        let line = Array((words.map { "\($0)" }.joined(separator: " ") + "\n").utf8)
        write(1, line, line.count)
    }

    /// All that a stage program may know of its world.
    private static func report() throws {
        guard let stage = Stage.current else {
            say("stage none")
            return
        }
        say("root", stage.root)
        for (name, permission) in stage.permissions.all { say(name, permission.reason ?? "granted") }
        say("server", stage.server.map { "\($0.identity.user):\($0.identity.group)" } ?? "none")
        say("group", stage.spoolGroup)
        say("pid", getpid())
        say("parent", getppid())
        say("session", getsid(0))
        let processes = try Descriptor.open("/proc", .readOnly).allEntries()
            .compactMap { Int32(String(decoding: $0.name, as: UTF8.self)) }
        say("processes", processes.sorted().map(String.init).joined(separator: ","))
        let open = try Descriptor.open("/proc/self/fd", .readOnly)
        let numbers = try open.allEntries().map { String(decoding: $0.name, as: UTF8.self) }
        say("descriptors", numbers.filter { $0 != String(open.rawValue) }.sorted().joined(separator: ","))
        let status = String(
            decoding: try Descriptor.open("/proc/self/status", .readOnly).readAll(), as: UTF8.self)
        for line in status.split(separator: "\n") where line.hasPrefix("Sig") || line.hasPrefix("Umask") {
            say(line.replacing(":\t", with: " "))
        }
        say("seesHost", (try? FileSystem.status("/etc/passwd")) != nil)
        say("arenaMode", String(try FileSystem.status(stage.root).mode, radix: 8))
    }

    /// A megabyte of complaints before the one line that counts.
    private static func flood() {
        let complaint = String(repeating: "x", count: 63) + "\n"
        for _ in 0..<(1 << 14) { write(2, complaint, 64) }
        say("flooded")
    }

    /// Starts what no process group and no session holds, and then stays itself.
    private static func startDaemon(token: String) throws {
        let null = try Descriptor.open("/dev/null", .readWrite)
        let script = "setsid sh -c 'setsid sleep \(token) & sleep \(token)' & sleep \(token)"
        let shell = try ChildProcess(["sh", "-c", script], input: null, output: null, error: null)
        // Only told once all three are there.
        while try count(ofSleepers: token) < 3 { MonotonicClock.sleep(nanoseconds: 1_000_000) }
        say("ready", shell.processID)
        while true { sleep(1000) }
    }

    private static func count(ofSleepers token: String) throws -> Int {
        try Descriptor.open("/proc", .readOnly).allEntries().count { entry in
            let path = "/proc/" + String(decoding: entry.name, as: UTF8.self) + "/cmdline"
            let line = try? Descriptor.open(path, .readOnly).readAll()
            return line.map { Array($0) == Array("sleep\0\(token)\0".utf8) } ?? false
        }
    }
}
