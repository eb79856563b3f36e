import SpoolHarness
import SpoolSystem
import Testing

/// Where the process ids of stages begin.
@Suite struct `The process ids of stages` {
    /// Whether a PID namespace can be had here, and its ids can be made to begin elsewhere: not where `/proc/sys` cannot
    /// be written, nor where the kernel is built without it.
    private static let canBegin =
        Probe.mayUseUserNamespaces
        && (try? Descriptor.open("/proc/sys/kernel/ns_last_pid", .writeOnly)) != nil

    private static let isolations = [ArenaOptions.Isolation.strongest, .userNamespace]

    @Test(.enabled(if: canBegin), arguments: isolations)
    func `are nobody else's as long as the stages are there`(isolation: ArenaOptions.Isolation) throws {
        var taken: Set<String> = []
        var stages: [Box] = []
        for _ in 0..<8 {
            let options = ArenaOptions(isolation: isolation)
            var stage = try StageProcess.launch(
                executable: try Probe.path, arguments: ["ids"], options: options)
            var ids: [String] = []
            while case .line(let line) = try stage.readLine(until: Probe.inSeconds(20)),
                line != Array("end".utf8)
            {
                ids.append(String(decoding: line, as: UTF8.self))
            }
            #expect(ids.count == 16)
            for id in ids { #expect(taken.insert(id).inserted, "\(id) is another stage's too") }
            stages.append(Box(stage))
        }
        for stage in stages { #expect(try stage.end() == .exited(0)) }
    }

    @Test(.enabled(if: canBegin)) func `are larger than those that cases plant`() throws {
        var stage = try StageProcess.launch(executable: try Probe.path, arguments: ["ids"])
        stage.input = nil
        while case .line(let line) = try stage.readLine(until: Probe.inSeconds(20)), line != Array("end".utf8)
        {
            let id = try #require(Int(String(decoding: line, as: UTF8.self).dropFirst("id ".count)))
            #expect(id >= 16384)
        }
    }
}

/// Keeps a stage in an array.
private final class Box {
    private var stage: StageProcess?

    init(_ stage: consuming StageProcess) { self.stage = consume stage }

    func end() throws(Errno) -> ProcessExit? {
        stage?.input = nil
        return try stage?.wait(until: Probe.inSeconds(20))
    }
}
