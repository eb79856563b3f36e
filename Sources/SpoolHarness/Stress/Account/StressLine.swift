internal import Glibc
internal import SpoolSpec

/// Whose event a line or a piece of one is.
struct EventIdentity: Hashable, Sendable {
    /// The worker process's number in this run.
    var process: Int
    /// The event's number in that process.
    var number: Int
}

/// What a complete line of an events file turned out to be.
enum StressLine {
    /// Nothing but white space.
    case blank
    /// The whole event, member for member.
    case intact(EventIdentity)
    /// An intact event behind a piece of another line, whose event may be known.
    case glued(EventIdentity, behind: EventIdentity?)
    /// An event that differs from what the server passed.
    case altered(EventIdentity)
    /// No event: a piece of one, or of several.
    case torn(EventIdentity?)
}

/// Reads the lines of events files against what was sent.
struct StressLineReader {
    private let workload: StressWorkload

    init(_ workload: StressWorkload) { self.workload = workload }

    /// Judges one line without its line feed.
    func read(_ line: UnsafeBufferPointer<UInt8>) -> StressLine {
        if let identity = quickly(line) { return .intact(identity) }
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return .blank }
        let (events, skipped) = EventLine.decode(line)
        guard let event = events.first else { return .torn(Self.identity(in: line[...])) }
        guard let identity = Self.identity(ofPath: event.path) else {
            return .torn(Self.identity(in: line[...]))
        }
        let isWhole = isEqual(event, identity)
        if skipped == 0 { return isWhole ? .intact(identity) : .altered(identity) }
        guard isWhole else { return .torn(Self.identity(in: line[...])) }
        let first = Self.identity(in: line[...])
        return .glued(identity, behind: first == identity ? nil : first)
    }

    /// Whether an event has the members that the server passed, whatever else it has.
    private func isEqual(_ event: Event, _ identity: EventIdentity) -> Bool {
        let expected = workload.event(identity.process, identity.number)
        return expected.members.members.allSatisfy { event.members[$0.name] == $0.value }
    }

    /// Whether a whole event's filling is its own all through: one that begins as one event and ends as another
    /// was put together of two lines.
    func isOfOnePiece(_ line: UnsafeBufferPointer<UInt8>, _ identity: EventIdentity) -> Bool {
        guard let event = EventLine.decode(line).events.first, var filling = event.params["filling"]?.text
        else { return false }
        let expected = Array(workload.event(identity.process, identity.number).path.utf8)
        return filling.withUTF8 { $0.repeats(expected) }
    }

    /// The first event that a piece of a line tells of: by a whole path, its own or one of the filling's.
    static func identity(in piece: Slice<UnsafeBufferPointer<UInt8>>) -> EventIdentity? {
        var rest = UnsafeBufferPointer(rebasing: piece)
        while let start = rest.baseAddress, let found = memchr(start, 0x2F, rest.count) {
            let offset = found - UnsafeMutableRawPointer(mutating: start)
            rest = UnsafeBufferPointer(rebasing: rest[(offset + 1)...])
            var cursor = ByteCursor(rest)
            if cursor.skip("stress/"), let process = cursor.decimal(), cursor.skip(UInt8(ascii: "/")),
                let number = cursor.decimal(),
                cursor.skip(UInt8(ascii: "/"))
            {
                return EventIdentity(process: process, number: number)
            }
        }
        return nil
    }

    private static func identity(ofPath path: String) -> EventIdentity? {
        var path = path
        return path.withUTF8 { identity(in: $0[...]) }
    }
}

extension StressLineReader {
    /// The fast way, for a line as nearly every recorder writes it: the seven members in any order, no white
    /// space, no escapes.
    private func quickly(_ line: UnsafeBufferPointer<UInt8>) -> EventIdentity? {
        var cursor = ByteCursor(line)
        guard cursor.skip(UInt8(ascii: "{")) else { return nil }
        var method: UnsafeBufferPointer<UInt8>?
        var path: UnsafeBufferPointer<UInt8>?
        var filling: UnsafeBufferPointer<UInt8>?
        var userid: UnsafeBufferPointer<UInt8>?
        var hasUser = false
        var proxied: UInt8?
        var count = 0
        repeat {
            guard let name = cursor.text(), cursor.skip(UInt8(ascii: ":")) else { return nil }
            count += 1
            if name.equals("method") {
                method = cursor.text()
            } else if name.equals("path") {
                path = cursor.text()
            } else if name.equals("userid") {
                hasUser = true
                userid = cursor.text()
                if userid == nil, !cursor.skip("null") { return nil }
            } else if name.equals("format") {
                guard cursor.text()?.equals("json") ?? false else { return nil }
            } else if name.equals("client_ip") {
                guard cursor.text()?.equals("10.0.0.1") ?? false else { return nil }
            } else if name.equals("params") {
                guard cursor.skip(#"{"filling":"#), let text = cursor.text(), cursor.skip(UInt8(ascii: "}"))
                else { return nil }
                filling = text
            } else if name.equals("proxied") {
                proxied = cursor.take()
            } else {
                return nil
            }
        } while cursor.skip(UInt8(ascii: ","))
        guard cursor.skip(UInt8(ascii: "}")), cursor.isAtEnd, count == 7, hasUser, let method, let path,
            let filling, let proxied
        else { return nil }
        return confirmed(method, path, userid, filling, proxied)
    }

    private func confirmed(
        _ method: UnsafeBufferPointer<UInt8>, _ path: UnsafeBufferPointer<UInt8>,
        _ userid: UnsafeBufferPointer<UInt8>?, _ filling: UnsafeBufferPointer<UInt8>, _ proxied: UInt8
    ) -> EventIdentity? {
        guard let identity = Self.identity(in: path[...]) else { return nil }
        let draw = workload.draw(identity.process, identity.number)
        let kind = StressWorkload.kinds[draw.kind]
        guard proxied == (kind.isProxied ? 0x31 : 0x30), method.equals(kind.method),
            filling.count == draw.fillingBytes
        else { return nil }
        switch (userid, kind.userid) {
        case (nil, nil): break
        case (let seen?, let expected?): guard seen.equals(expected) else { return nil }
        default: return nil
        }
        var expected: [UInt8] = []
        StressWorkload.appendPath(identity.process, identity.number, draw.checksum, to: &expected)
        return path.equals(expected) && filling.repeats(expected) ? identity : nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func equals(_ other: [UInt8]) -> Bool {
        guard let baseAddress else { return other.isEmpty }
        return count == other.count && memcmp(baseAddress, other, count) == 0
    }

    fileprivate func equals(_ text: StaticString) -> Bool {
        guard let baseAddress else { return text.utf8CodeUnitCount == 0 }
        return count == text.utf8CodeUnitCount && memcmp(baseAddress, text.utf8Start, count) == 0
    }

    /// Whether this is a pattern again and again, cut at the end.
    fileprivate func repeats(_ pattern: [UInt8]) -> Bool {
        guard let baseAddress else { return true }
        guard memcmp(baseAddress, pattern, Swift.min(count, pattern.count)) == 0 else { return false }
        let rest = count - pattern.count
        return rest <= 0 || memcmp(baseAddress, baseAddress + pattern.count, rest) == 0
    }
}

/// A place in some bytes.
private struct ByteCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take() -> UInt8? {
        guard index < bytes.count else { return nil }
        index += 1
        return bytes[index - 1]
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count, let start = bytes.baseAddress,
            memcmp(start + index, text.utf8Start, count) == 0
        else { return false }
        index += count
        return true
    }

    /// A string without escapes; the bytes between its quotes. What has any fails a later comparison.
    mutating func text() -> UnsafeBufferPointer<UInt8>? {
        guard index < bytes.count, bytes[index] == 0x22, let start = bytes.baseAddress,
            let found = memchr(start + index + 1, 0x22, bytes.count - index - 1)
        else { return nil }
        let end = found - UnsafeMutableRawPointer(mutating: start)
        defer { index = end + 1 }
        return UnsafeBufferPointer(rebasing: bytes[(index + 1)..<end])
    }

    mutating func decimal() -> Int? {
        var value = 0
        let start = index
        while index < bytes.count, index - start < 16, bytes[index] &- 0x30 < 10 {
            value = value * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        return index > start ? value : nil
    }
}
