import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// A command that is a wrapper: the recorder is another process than the one that was started.
@Suite struct `Wrapped recorders` {
    /// Ways to wrap; `RECORDER` stands for the recorder's own command.
    private static let wrappers = [
        "RECORDER; exit $?", "setsid RECORDER; exit $?", "setsid --wait sh -c 'RECORDER; exit $?'; exit $?",
        "exec timeout 600 RECORDER", "env A=b sh -c 'RECORDER; exit $?'; exit $?",
        "unshare --pid --fork RECORDER; exit $?",
    ]

    /// Where it matters who the recorder is, and when it has ended.
    private static let cases = [
        "NAME-1/a client's file", "NAME-2/the lock's holder", "LOCK-1/until death",
        "LOCK-1/a lock that is refused once", "LOCK-2/closed on exec",
        "START-5/killed at each call of a start",
        "SCAN-2/one listing a second", "REAP-1/found dead", "LOCK-6/beside others",
    ]

    private static func command(_ wrapper: String, tellsID: Bool = true) async throws -> AdapterCommand {
        let words = try await Innocents.command("python") + (tellsID ? ["--tell-pid"] : [])
        let text = wrapper.replacing("RECORDER", with: words.joined(separator: " "))
        return AdapterCommand(["/bin/sh", "-c", text])
    }

    private static func chosen(_ names: [String]) -> [Case] {
        Catalogue.all.filter { entry in names.contains { entry.name.hasPrefix($0) } }
    }

    @Test(arguments: wrappers) func `one that says its id is judged as if nobody had wrapped it`(
        wrapper: String
    ) async throws {
        let canary = try await Canary(try await Self.command(wrapper))
        let cases = Self.chosen(Self.cases)
        #expect(cases.count >= 6, "\(cases.map(\.name))")
        let death = await canary.play(cases)
        #expect(death.findings.isEmpty, "\(death.findings)")
        // A wrapper has the id that a case chooses for the recorder.
        let failures = death.unsaid.filter { !$0.isSkip || !$0.text.contains("is the wrapper's") }
        #expect(failures.isEmpty, "\(failures.map(\.text))")
    }

    @Test func `one that does not say its id is asked whether it is a wrapper`() async throws {
        let canary = try await Canary(try await Self.command("RECORDER; exit $?", tellsID: false))
        let death = await canary.play(Self.chosen(["SCAN-2/one listing a second of an empty spool"]))
        #expect(death.unsaid.count == 1)
        #expect(death.unsaid.allSatisfy { $0.text.contains("if its command is a wrapper of the recorder") })
    }

    @Test func `a wrapper that does not wait is asked whether it is one`() async throws {
        await #expect(throws: NotJudged.self) {
            do {
                _ = try await Canary(try await Self.command("setsid RECORDER &"))
            } catch let refusal as NotJudged {
                #expect(refusal.reason.contains("is the command a wrapper that does not wait"))
                throw refusal
            }
        }
    }

    @Test func `an id that nobody has is the adapter's fault`() async throws {
        let lie = "RECORDER | sed -u 's/\"pid\": [0-9]*/\"pid\": 4711/'"
        await #expect(throws: NotJudged.self) {
            do {
                _ = try await Canary(try await Self.command(lie))
            } catch let refusal as NotJudged {
                #expect(
                    refusal.reason.contains(
                        "process 4711 is the recorder, but it has started no such process"))
                throw refusal
            }
        }
    }
}

/// Rings of requests, by which a recorder's calls go round the tracer, or do not.
@Suite struct `Recorders with io_uring` {
    private static let text = """
        pos:\t0
        SqMask:\t0x7
        SQEs:\t2
            0: opcode:WRITEV, fd:7, flags:0, off:0, addr:0x55, rw_flags:0x0, buf_index:0 user_data:0
            1: opcode:EPOLL, fd:5, flags:1, off:0, addr:0x0, rw_flags:0x0, buf_index:0 user_data:0
        CQEs:\t0
        SqThread:\t-1
        """

    @Test func `what waits in a ring is read`() throws {
        let requests = try #require(Rings.requests(in: Self.text))
        #expect(requests.map(\.operation) == ["WRITEV", "EPOLL"])
        #expect(requests.map(\.descriptor) == [7, 5])
        #expect(requests.map(\.flags) == [0, 1])
    }

    @Test func `a ring of which not all is told says nothing`() {
        #expect(Rings.requests(in: Self.text.replacing("SQEs:\t2", with: "SQEs:\t3")) == nil)
        #expect(Rings.requests(in: Self.text.replacing("SqThread:\t-1", with: "SqThread:\t12")) == nil)
        #expect(Rings.requests(in: "pos:\t0") == nil)
    }

    private static let cases = ["APPEND-1/one write a line", "HOOK-1/a request that changes at every look"]

    @Test func `a ring through which no file's request goes hides nothing`() async throws {
        let canary = try await Canary(AdapterCommand(try await Innocents.command("ring")), searching: 1)
        let cases = Catalogue.all.filter { Self.cases.contains($0.name) }
        let death = await canary.play(cases + [Catalogue.named(scenario: "two-appends")].compactMap(\.self))
        #expect(death.cases == 3)
        #expect(death.findings.isEmpty, "\(death.findings)")
        #expect(death.unsaid.isEmpty, "\(death.unsaid.map(\.text))")
    }

    @Test func `lines that go through a ring are not judged, and the reason names it`() async throws {
        let idle = try await Innocents.command("ring")
        let canary = try await Canary(AdapterCommand(idle.dropLast() + ["writes"]), searching: 1)
        let cases = Catalogue.all.filter { Self.cases.contains($0.name) }
        let death = await canary.play(cases + [Catalogue.named(scenario: "two-appends")].compactMap(\.self))
        #expect(death.findings.isEmpty, "\(death.findings)")
        #expect(death.unsaid.count == 3, "\(death.unsaid.map(\.text))")
        #expect(death.unsaid.allSatisfy { !$0.isSkip && $0.text.contains("WRITEV through an io_uring ring") })
    }
}
