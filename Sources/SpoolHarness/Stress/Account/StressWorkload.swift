package import SpoolSpec

/// The events of a run: each is a function of the seed, its worker process and its number, so that the judge
/// keeps none of them and still knows what each must have been.
package struct StressWorkload: Sendable {
    /// An event as it was drawn.
    struct Draw: Hashable {
        /// Which user, method and mark of a passed-on request it has: a bit in a filter's mask.
        var kind: Int
        /// Ties worker, number and seed together; part of the path.
        var checksum: UInt64
        /// Bytes of filling.
        var fillingBytes: Int
    }

    /// What is the same of all events of a kind, as bytes of JSON.
    struct Kind: Sendable {
        let event: Event
        /// `"POST"` or the like, without quotes.
        let method: [UInt8]
        /// The user without quotes; `nil` where there is none.
        let userid: [UInt8]?
        let isProxied: Bool
    }

    static let users: [String?] = ["root@pam", "root@pam!ci", "root@pame", "alice@pve", "alice@pve!key", nil]
    static let methods = ["GET", "POST", "PUT", "DELETE", "post"]
    static let kinds: [Kind] = users.flatMap { user in
        methods.flatMap { method in
            [false, true].map { proxied in
                Kind(
                    event: Event(method: method, path: "", userid: user, proxied: proxied),
                    method: Array(method.utf8), userid: user.map { Array($0.utf8) }, isProxied: proxied)
            }
        }
    }

    /// What clients ask for, in turn: of `--filters N` the first N.
    package static let filters: [Filter] = [
        Filter(userid: nil, all: true), Filter(userid: "root@pam", all: false),
        Filter(userid: "alice@pve", all: true), Filter(userid: nil, all: false),
        Filter(userid: "root@pam!ci", all: true), Filter(userid: "root@pame", all: false),
    ]
    /// For each filter the kinds that it takes, a bit each.
    static let masks: [UInt64] = filters.map { filter in
        kinds.indices.reduce(0) { mask, kind in
            filter.matches(kinds[kind].event) ? mask | 1 << UInt64(kind) : mask
        }
    }

    private let seed: UInt64
    private let eventBytes: ClosedRange<Int>
    /// What a line has besides its filling, about.
    private static let frameBytes = 170
    /// What usual lines have at most beyond the shortest.
    private static let usualMax = 20_000

    init(seed: UInt64, eventBytes: ClosedRange<Int>) {
        self.seed = seed
        self.eventBytes = eventBytes
    }

    /// Draws an event.
    ///
    /// - Parameters:
    ///   - process: the worker process's number in this run.
    ///   - number: the event's in that process, from 0.
    func draw(_ process: Int, _ number: Int) -> Draw {
        let checksum = Self.mixed(
            seed ^ Self.mixed(UInt64(truncatingIfNeeded: process) << 40 ^ UInt64(truncatingIfNeeded: number)))
        let choice = Self.mixed(checksum)
        let user = Int(choice & 0xFF) * Self.users.count >> 8
        let dice = Int(choice >> 8 & 0xF)
        // Lower case is no method that changes something, and rare.
        let method = dice == 15 ? 4 : dice & 3
        let isProxied = choice >> 16 & 0x1F == 0
        return Draw(
            kind: (user * Self.methods.count + method) * 2 + (isProxied ? 1 : 0), checksum: checksum,
            fillingBytes: fillingBytes(choice >> 32))
    }

    /// The event's kind alone.
    func kind(_ process: Int, _ number: Int) -> Int { draw(process, number).kind }

    /// Most lines are short, some go past a page, and one in 512 has half of the range or more: while such a line
    /// is written there is time to kill its worker.
    private func fillingBytes(_ random: UInt64) -> Int {
        let part = Double(random >> 9 & 0x7F_FFFF) / Double(1 << 23)
        let range = eventBytes.count - 1
        let more: Double
        if random & 0x1FF == 0 {
            more = Double(range) * (1 + part) / 2
        } else {
            let square = part * part
            let fourth = square * square
            let sixteenth = fourth * fourth * fourth * fourth
            more = Double(min(range, Self.usualMax)) * sixteenth * sixteenth
        }
        return max(0, eventBytes.lowerBound + Int(more) - Self.frameBytes)
    }

    /// SplitMix64's last step: every bit of the input moves every bit of the output.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var state = value &+ 0x9E37_79B9_7F4A_7C15
        state = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ state >> 27) &* 0x94D0_49BB_1331_11EB
        return state ^ state >> 31
    }
}

extension StressWorkload {
    /// `/stress/PROCESS/NUMBER/CHECKSUM`.
    static func appendPath(_ process: Int, _ number: Int, _ checksum: UInt64, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "/stress/".utf8)
        appendDecimal(process, to: &bytes)
        bytes.append(UInt8(ascii: "/"))
        appendDecimal(number, to: &bytes)
        bytes.append(UInt8(ascii: "/"))
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(checksum >> UInt64(shift) & 0xF)
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    /// The path again and again, so that every piece of a torn line tells whose it is.
    static func appendFilling(_ count: Int, path: [UInt8], to bytes: inout [UInt8]) {
        var left = count
        while left > 0 {
            bytes.append(contentsOf: path.prefix(left))
            left -= path.count
        }
    }

    static func appendDecimal(_ value: Int, to bytes: inout [UInt8]) {
        var digits: (UInt64, Int) = (0, 0)
        var rest = value
        repeat {
            digits.0 = digits.0 * 10 + UInt64(rest % 10)
            digits.1 += 1
            rest /= 10
        } while rest > 0
        for _ in 0..<digits.1 {
            bytes.append(0x30 + UInt8(digits.0 % 10))
            digits.0 /= 10
        }
    }

    /// The request line that makes a worker record an event.
    func appendRequest(sequence: Int, _ process: Int, _ number: Int, to bytes: inout [UInt8]) {
        let draw = draw(process, number)
        let kind = Self.kinds[draw.kind]
        var path: [UInt8] = []
        Self.appendPath(process, number, draw.checksum, to: &path)
        bytes.append(contentsOf: #"{"op":"record","seq":"#.utf8)
        Self.appendDecimal(sequence, to: &bytes)
        bytes.append(contentsOf: #","event":{"method":""#.utf8)
        bytes.append(contentsOf: kind.method)
        bytes.append(contentsOf: #"","path":""#.utf8)
        bytes.append(contentsOf: path)
        if let userid = kind.userid {
            bytes.append(contentsOf: #"","userid":""#.utf8)
            bytes.append(contentsOf: userid)
            bytes.append(contentsOf: #"","format":"json","client_ip":"10.0.0.1","params":{"filling":""#.utf8)
        } else {
            bytes.append(
                contentsOf:
                    #"","userid":null,"format":"json","client_ip":"10.0.0.1","params":{"filling":""#.utf8)
        }
        Self.appendFilling(draw.fillingBytes, path: path, to: &bytes)
        bytes.append(contentsOf: kind.isProxied ? "\"},\"proxied\":1}}\n".utf8 : "\"},\"proxied\":0}}\n".utf8)
    }

    /// The event itself, for a comparison by value.
    func event(_ process: Int, _ number: Int) -> Event {
        let draw = draw(process, number)
        var path: [UInt8] = []
        Self.appendPath(process, number, draw.checksum, to: &path)
        var filling: [UInt8] = []
        Self.appendFilling(draw.fillingBytes, path: path, to: &filling)
        var event = Self.kinds[draw.kind].event
        event.members["path"] = .string(String(decoding: path, as: UTF8.self))
        event.members["client_ip"] = "10.0.0.1"
        event.members["params"] = ["filling": .string(String(decoding: filling, as: UTF8.self))]
        return event
    }
}
