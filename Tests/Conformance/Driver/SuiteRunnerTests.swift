import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// Whole runs on stages: what becomes of a case never becomes of its neighbours, and nothing is left behind.
@Suite struct SuiteRunnerTests {
    @Test func `A fault costs its case and no more`() throws {
        let cases = [
            Wrong.named("one record", ["HOOK-1"]), Wrong.named("a recorder that does well", ["NAME-1"]),
            Wrong.named("a suite that crashes", ["NAME-2"]),
            Wrong.named("a suite that hangs", ["NAME-3"], secondsMax: 0.1),
        ]
        let run = try Wrong.suite(
            ["HOOK-1", "NAME-1", "NAME-2", "NAME-3", "NAME-4"], cases: cases, fault: "dies")
        #expect(run.ending == .complete)
        let fault = try #require(run.verdicts["HOOK-1"])
        #expect(fault.verdict == .fail)
        #expect(fault.blame == .adapter)
        #expect(fault.evidence?.contains("exited with status 3") == true)
        #expect(fault.findings.first?.standardError.contains("last words") == true)
        #expect(run.verdicts["NAME-1"]?.verdict == .pass)
        #expect(run.verdicts["NAME-2"]?.verdict == .unknown)
        #expect(run.verdicts["NAME-2"]?.blame == .suite)
        let crash = try #require(run.verdicts["NAME-2"]?.evidence)
        #expect(crash.contains("was ended by SIGABRT without a result"))
        #expect(run.verdicts["NAME-3"]?.verdict == .unknown)
        #expect(run.verdicts["NAME-3"]?.evidence?.contains("said nothing in time") == true)
        #expect(run.verdicts["NAME-4"]?.verdict == .skip)
        guard case .began(let recorder, let asked, let count)? = run.events.first else {
            Issue.record("the first event is \(String(describing: run.events.first))")
            return
        }
        #expect(recorder.name == "wrong")
        #expect(asked.count == 5)
        #expect(count == 4)
        guard case .ended? = run.events.last else {
            Issue.record("the last event is \(String(describing: run.events.last))")
            return
        }
    }

    @Test(arguments: [ArenaOptions.Isolation.strongest, .none])
    func `Children that an adapter left end with the stage`(isolation: ArenaOptions.Isolation) throws {
        let marker = "marker-\(MonotonicClock.now)"
        let run = try Wrong.suite(
            ["HOOK-1"], cases: [Wrong.named("one record", ["HOOK-1"])], fault: "leavesChildren",
            marker: marker)
        #expect(run.verdicts["HOOK-1"]?.verdict == .pass)
        #expect(try Self.processes(with: marker).isEmpty)
    }

    @Test(arguments: ["/nonexistent/adapter", "/bin/true", "/bin/cat", "/dev/null"])
    func `An adapter that does not answer ends the run`(program: String) throws {
        let run = try Wrong.suite(["NAME-1"], cases: [Wrong.named("one record", ["NAME-1"])], fault: "none") {
            $0.candidate = AdapterCommand([program])
        }
        guard case .couldNotRun(let reason) = run.ending else {
            Issue.record("it ended \(run.ending)")
            return
        }
        #expect(!reason.isEmpty)
        #expect(run.verdicts.isEmpty)
        #expect(
            run.events.contains {
                if case .brokenOff = $0 { true } else { false }
            })
    }

    @Test func `A request for the end is heard`() throws {
        let pipe = try Pipe()
        _ = try pipe.writer.write([1])
        let end = pipe.reader.rawValue
        let began = MonotonicClock.now
        let run = try Wrong.suite(
            ["NAME-3"], cases: [Wrong.named("a suite that hangs", ["NAME-3"], secondsMax: 60)], fault: "none"
        ) {
            $0.endDescriptor = end
        }
        #expect(run.ending == .brokenOff)
        #expect(run.verdicts.isEmpty)
        #expect(MonotonicClock.now - began < 5_000_000_000)
        withExtendedLifetime(pipe) {}
    }

    @Test func `Evidence is kept where something went wrong`() throws {
        let directory = "/tmp/kept-\(MonotonicClock.now)"
        let cases = [
            Wrong.named("one record", ["HOOK-1"]), Wrong.named("a recorder that does well", ["NAME-1"]),
        ]
        _ = try Wrong.suite(["HOOK-1", "NAME-1"], cases: cases, fault: "writesGarbage") {
            $0.keepDirectory = directory
        }
        let names = try Descriptor.open(directory, [.readOnly]).allEntries().map(\.name)
        #expect(names == [Array("one-record".utf8)])
        let files = try Descriptor.open(directory + "/one-record", [.readOnly]).allEntries().map {
            String(decoding: $0.name, as: UTF8.self)
        }
        #expect(files.sorted() == ["result.json", "spool", "spool.txt", "transcript.txt"])
        for file in files where file != "spool" { try FileSystem.unlink("\(directory)/one-record/\(file)") }
        for path in ["/one-record/spool", "/one-record", ""] {
            try FileSystem.removeDirectory(directory + path)
        }
    }

    /// Processes of this machine with a word among their arguments.
    private static func processes(with word: String) throws -> [String] {
        try Descriptor.open("/proc", [.readOnly]).allEntries().compactMap { entry in
            let name = String(decoding: entry.name, as: UTF8.self)
            guard Int32(name) != nil, let file = try? Descriptor.open("/proc/\(name)/cmdline", .readOnly),
                let text = try? file.readAll(limit: 1 << 20)
            else { return nil }
            return String(decoding: text, as: UTF8.self).contains(word) ? name : nil
        }
    }
}
