import Dispatch
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

extension StressTests {
    @Test func `the start of the processes is no part of the load`() async throws {
        // It ends as soon as enough was seen: each process that is killed takes three seconds to come back.
        var plan = try StressRun.plan(seconds: 60)
        let recorder = try Siblings.path(of: "spool-recorder")
        plan.command = AdapterCommand(["sh", "-c", #"sleep 3; exec "$0" adapter"#, recorder])
        plan.nemeses = [.kill, .stop]
        let tool = try Siblings.path(of: "spool-stress")
        let (told, result) = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [plan] in
                continuation.resume(
                    with: Result {
                        var told: [StressProgress] = []
                        let end = try Pipe()
                        let result = try StressStageRun(plan, program: tool).run(
                            endDescriptor: end.reader.rawValue
                        ) { message in
                            guard case .progress(let progress) = message else { return }
                            told.append(progress)
                            if progress.seconds >= 3, progress.counters.linesVerified > 0 {
                                _ = try? end.writer.writeToPipe([0])
                            }
                        }
                        return (told, result)
                    })
            }
        }
        let starting = told.filter { $0.phase == "starting" }
        #expect(!starting.isEmpty)
        #expect(starting.allSatisfy { $0.counters.kills == 0 && $0.counters.events == 0 && $0.seconds == 0 })
        let count = plan.workers + plan.reapers + plan.clients
        #expect(told.allSatisfy { $0.phase == "starting" || $0.counters.greeted == count })
        #expect(result.seconds >= 3 && result.counters.linesVerified > 0)
    }

    @Test func `a load fits a small file system, and says so`() async throws {
        let tool = try Siblings.path(of: "spool-stress")
        let script = #"mount -t tmpfs -o size=64m,mode=1777 none /mnt && exec "$@""#
        let arguments = [
            tool, "--workers", "8", "--duration", "4", "--nemesis", "none", "--directory", "/mnt", "--format",
            "json",
        ]
        var piped = try PipedProcess(["unshare", "-rm", "sh", "-c", script, "sh"] + arguments)
        piped.input = nil
        var output: [UInt8] = []
        let deadline = MonotonicClock.now + 120_000_000_000
        while try piped.output.waitReadable(until: deadline) {
            let some = try piped.output.read(1 << 16)
            if some.isEmpty { break }
            output += some
        }
        let exit = try piped.process.wait(until: deadline)
        // A machine that lets nobody mount anything has no small file system to try it on.
        guard let report = try? JSONValue.parse(output) else {
            #expect(exit == .exited(1), "neither a report nor a refusal to mount")
            return
        }
        #expect(exit == .exited(0), "\(report)")
        let notes = (report["notes"]?.array ?? []).compactMap(\.text)
        #expect(notes.contains { $0.contains("room for 6") && $0.contains("lines of up to") }, "\(notes)")
        // Held back it was nearly all of the time.
        let waited = report["counters"]?["waitingMicroseconds"]?.integer ?? .max
        #expect(waited < 2_000_000, "\(report)")
    }
}
