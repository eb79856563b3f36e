import SpoolHarness
import SpoolSystem
import Testing

/// However a stage ends, nothing of it is left.
@Suite struct `The end of a stage` {
    static let isolations: [ArenaOptions.Isolation] = [.strongest, .userNamespace, .none]

    private func daemons(
        _ isolation: ArenaOptions.Isolation, _ token: String
    ) throws -> StageProcess {
        var stage = try StageProcess.launch(
            executable: try Probe.path, arguments: ["daemon", token],
            options: ArenaOptions(isolation: isolation))
        guard case .line = try stage.readLine(until: Probe.inSeconds(20)) else {
            Issue.record("no daemons: \(String(decoding: stage.errorTail, as: UTF8.self))")
            return stage
        }
        // As many as the daemon made, and the program itself.
        #expect(try Probe.processes(with: token).count >= 3)
        return stage
    }

    @Test(arguments: isolations)
    func `when the suite asks for it takes daemons with it`(_ isolation: ArenaOptions.Isolation) throws {
        let token = Probe.token()
        var stage = try daemons(isolation, token)
        #expect(try stage.end() == .signalled(.kill))
        #expect(try Probe.processes(with: token) == [])
        #expect(throws: Errno.noEntry) { try FileSystem.status("/proc/\(stage.firstProcessID)") }
    }

    @Test(arguments: isolations)
    func `comes when its owner lets go of it`(_ isolation: ArenaOptions.Isolation) throws {
        let token = Probe.token()
        do { _ = try daemons(isolation, token) }
        #expect(try Probe.processes(with: token) == [])
    }

    @Test(arguments: ["strongest", "userNamespace", "none"], [Signal.kill, .interrupt])
    func `comes when the suite is killed, or its terminal says Ctrl-C`(
        _ isolation: String, _ signal: Signal
    ) throws {
        let token = Probe.token()
        var suite = try PipedProcess([try Probe.path, "suite", isolation, "daemon", token])
        var seen = Seen()
        var lines: [UInt8] = []
        while !lines.split(separator: 0x0A).contains(where: { $0.starts(with: "ready".utf8) }) {
            try #require(try suite.output.waitReadable(until: Probe.inSeconds(20)))
            let some = try suite.output.read(4096)
            try #require(!some.isEmpty)
            lines += some
        }
        for line in lines.split(separator: 0x0A) { seen.add(Array(line)) }
        let first = try #require(seen["first"])
        let arena = try #require(seen["arena"])
        #expect(try Probe.processes(with: token).count >= 4)

        try suite.process.sendToGroup(signal)
        #expect(try suite.process.wait(until: Probe.inSeconds(10)) == .signalled(signal))
        #expect(try Probe.eventually { try Probe.processes(with: token).isEmpty })
        #expect(Probe.eventually { !Probe.isRunning(first) })
        #expect((try? FileSystem.status(arena)) == nil)
    }

    @Test(arguments: isolations)
    func `by a crash or an exit of its program is told`(_ isolation: ArenaOptions.Isolation) throws {
        let options = ArenaOptions(isolation: isolation)
        #expect(try Probe.stage("exit", "7", options: options).exit == .exited(7))
        #expect(try Probe.stage("crash", options: options).exit == .signalled(.terminate))
    }

    @Test func `leaves no mount on the machine`() throws {
        let before = try Descriptor.open("/proc/self/mountinfo", .readOnly).readAll()
        let stage = try StageProcess.launch(executable: try Probe.path, arguments: ["echo"])
        let during = try Descriptor.open("/proc/self/mountinfo", .readOnly).readAll()
        #expect(before == during)
        #expect((try? FileSystem.status(stage.root)) == nil || !stage.permissions.namespaces.isGranted)
    }
}
