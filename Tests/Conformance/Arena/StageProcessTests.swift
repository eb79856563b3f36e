import SpoolHarness
import SpoolSystem
import Testing

/// The suite's side of a stage.
@Suite struct `The suite's hold on a stage` {
    @Test func `is two pipes and a deadline`() throws {
        var stage = try StageProcess.launch(executable: try Probe.path, arguments: ["echo"])
        #expect(try stage.readLine(until: 0) == .late)
        #expect(try stage.write(Array("one\ntwo\n".utf8), until: Probe.inSeconds(5)))
        #expect(try stage.readLine(until: Probe.inSeconds(5)) == .line(Array("echo one".utf8)))
        #expect(try stage.readLine(until: Probe.inSeconds(5)) == .line(Array("echo two".utf8)))
        #expect(try stage.wait(until: 0) == nil)
        stage.input = nil
        #expect(try stage.readLine(until: Probe.inSeconds(5)) == .end)
        #expect(try stage.wait(until: Probe.inSeconds(5)) == .exited(0))
        #expect(try stage.end() == .exited(0))
        #expect(throws: Errno.brokenPipe) { _ = try stage.write([0x0A], until: nil) }
    }

    @Test func `keeps the last 64 KiB of a flood of complaints`() throws {
        var stage = try StageProcess.launch(executable: try Probe.path, arguments: ["flood"])
        #expect(try stage.readLine(until: Probe.inSeconds(10)) == .line(Array("flooded".utf8)))
        #expect(try stage.readLine(until: Probe.inSeconds(10)) == .end)
        #expect(stage.errorTail.count == 1 << 16)
    }

    @Test func `says what is wrong with a program that cannot be run`() throws {
        let failure = #expect(throws: StageError.self) {
            _ = try StageProcess.launch(executable: "/no/such", arguments: [])
        }
        #expect(failure == .program(.program("/no/such", .noEntry, nil)))
        #expect(failure?.description.contains("check the path") == true)
    }

    @Test func `is had by many threads at once, none keeping another's stage alive`() async throws {
        let path = try Probe.path
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<24 {
                group.addTask {
                    var stage = try StageProcess.launch(executable: path, arguments: ["echo"])
                    _ = try stage.write(Array("\(number)\n".utf8), until: Probe.inSeconds(10))
                    let answer = try stage.readLine(until: Probe.inSeconds(20))
                    // Closing this liveness pipe must end this stage, whatever others have been started since.
                    return try stage.end() != nil && answer == .line(Array("echo \(number)".utf8))
                }
            }
            for try await good in group { #expect(good) }
        }
    }
}
