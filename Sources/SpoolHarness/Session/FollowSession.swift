internal import SpoolSpec
internal import SpoolSystem

/// A follower that reads a file in which lines come in pieces, whole, torn, glued and blank, and which is replaced or
/// cut now and then; after each read it must have yielded what the specification says of what stands there.
///
/// The judge writes the file, so nothing of a worker comes in between.
final class FollowSession {
    private static let id = "4711"

    private let spool: SpoolDirectory
    private let follower: Follower
    private var script: [String] = []
    /// What the next read must bring.
    private var expected: [Event] = []
    private var skipped = 0
    /// What stands behind the last line feed, and the event of which it is the beginning, where it can still become one.
    private var openTail: (rest: [UInt8], event: Event)?
    private var isTorn = false
    /// Whether the file was replaced since the last read.
    private var isReplaced = false
    /// What a difference is charged to: whoever reads whole lines only is not to fail by others.
    private var clause: ClauseID = "FOLLOW-1"
    private var eventsMade = 0

    init(_ scene: Scene, _ spool: SpoolDirectory) throws {
        self.spool = spool
        try spool.make()
        follower = try scene.follower(ProcessOptions(spoolPath: spool.path))
    }

    /// Plays a session, and ends it.
    ///
    /// - Throws: ``Falsified`` at the first difference.
    func play(_ choices: inout Choices) throws {
        try spool.plantRequest(Self.id)
        for _ in 0..<40 {
            let goesOn = try choices.span { choices in
                guard choices.upTo(15) > 0 else { return false }
                try step(&choices)
                return true
            }
            if !goesOn { break }
        }
        try complete()
        try read()
        try follower.end()
        if eventsMade > 0 { choices.reach(SessionPoint.yield) }
    }

    private func step(_ choices: inout Choices) throws {
        switch choices.upTo(7) {
        case 0: try read()
        case 1, 2: try begin(&choices, isWhole: true)
        case 3: try begin(&choices, isWhole: false)
        case 4: try complete()
        case 5: try tear(&choices)
        case 6: try append([0x20, 0x0A].suffix(choices.upTo(1) + 1), "a blank line")
        default: try renew(&choices)
        }
    }

    private func append(_ bytes: some Collection<UInt8>, _ what: String) throws {
        // Behind a tail a blank line is its end, and not blank.
        if openTail != nil { try complete() }
        if isTorn {
            isTorn = false
            skipped += 1
        }
        clause = "FOLLOW-3"
        script.append(what)
        try spool.appendEvents(Self.id, Array(bytes))
    }

    private func begin(_ choices: inout Choices, isWhole: Bool) throws {
        try complete()
        eventsMade += 1
        let event = choices.sessionEvent(path: "/follow/\(eventsMade)")
        let line = event.line()
        let count = isWhole ? line.count : choices.number(in: 1...(line.count - 1))
        script.append(
            "\(count) of the \(line.count) bytes of \(event.path)\(isTorn ? ", glued to what is torn" : "")")
        try spool.appendEvents(Self.id, Array(line.prefix(count)))
        openTail = (Array(line.dropFirst(count)), event)
        if isWhole { complete(event) }
    }

    /// A line that was begun is written to its end.
    private func complete() throws {
        guard let tail = openTail else { return }
        script.append("the other \(tail.rest.count)")
        try spool.appendEvents(Self.id, tail.rest)
        complete(tail.event)
    }

    private func complete(_ event: Event) {
        openTail = nil
        expected.append(event)
        if isTorn { skipped += 1 }
        isTorn = false
    }

    /// A line that nobody will ever end, as a kill or a full file system leaves it.
    private func tear(_ choices: inout Choices) throws {
        try complete()
        let line = choices.sessionEvent(path: "/torn").line()
        var count = choices.number(in: 1...(line.count - 2))
        // Whether an object that ends a torn line is an event is left open where nobody can tell.
        while count > 1, line[count - 1] == UInt8(ascii: "}") { count -= 1 }
        script.append("\(count) of \(line.count) bytes, torn\(isTorn ? ", glued to what is torn" : "")")
        try spool.appendEvents(Self.id, Array(line.prefix(count)))
        isTorn = true
        clause = "FOLLOW-3"
    }

    /// Another file of the name, or the same one cut to nothing. What was in it has been read: only what is there is
    /// asked for by FOLLOW-4.
    private func renew(_ choices: inout Choices) throws {
        try complete()
        if isTorn { try append([0x0A], "a line feed") }
        try read()
        if clause == "FOLLOW-1" { clause = "FOLLOW-4" }
        let isCut = choices.once(in: 2)
        script.append(isCut ? "the file is cut to nothing" : "the file is replaced")
        if isCut {
            guard try spool.status(.events(Self.id)) != nil else { return }
            let path = "\(spool.path)/\(Self.id).events"
            try spool.doing("cut \(path)") { () throws(Errno) in
                try Descriptor.open(path, [.writeOnly, .noFollow]).setLength(0)
            }
            return try read()
        }
        try spool.remove(.events(Self.id))
        isReplaced = true
        if choices.once(in: 2) { try read() }
    }

    private func read() throws {
        script.append("read")
        var yield = try follower.read(Self.id)
        if isReplaced {
            // To notice it may be all that one read does.
            let more = try follower.read(Self.id)
            yield.events += more.events
            yield.skipped += more.skipped
            isReplaced = false
        }
        let seen = yield.events.map(\.path)
        let wanted = expected.map(\.path)
        try expect(clause, yield.events == expected, "it yields \(seen) instead of \(wanted)")
        try expect(
            clause == "FOLLOW-1" ? "FOLLOW-3" : clause, yield.skipped == skipped,
            "it has skipped \(yield.skipped) lines instead of \(skipped)")
        expected = []
        skipped = 0
    }

    private func expect(_ clause: ClauseID, _ holds: Bool, _ text: String) throws {
        if !holds { throw Falsified(clause.rawValue, "\(text), after: \(script.joined(separator: "; "))") }
    }
}
