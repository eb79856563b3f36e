internal import SpoolSpec
internal import SpoolSystem

extension Scene {
    /// A worker of the recorder under test; the reference's where it has none and is not judged as one.
    package func worker(_ options: ProcessOptions = ProcessOptions()) throws(Interruption) -> Worker {
        Worker(try cast.candidate(.worker, options), in: self)
    }

    /// A client of the recorder under test; the reference's where it has none and is not judged as one.
    package func client(_ options: ProcessOptions = ProcessOptions()) throws(Interruption) -> Client {
        Client(try cast.candidate(.client, options), in: self)
    }

    /// A follower of the recorder under test; the reference's where it has none and is not judged as one.
    package func follower(_ options: ProcessOptions = ProcessOptions()) throws(Interruption) -> Follower {
        Follower(try cast.candidate(.follower, options), in: self)
    }

    /// A worker of the reference recorder, for a case about working together.
    package func peerWorker(_ options: ProcessOptions = ProcessOptions()) throws(Interruption) -> Worker {
        Worker(try cast.reference(.worker, options), in: self)
    }

    /// A client of the reference recorder, for a case about working together.
    package func peerClient(_ options: ProcessOptions = ProcessOptions()) throws(Interruption) -> Client {
        Client(try cast.reference(.client, options), in: self)
    }

    /// A follower of the reference recorder, for a case about working together.
    package func peerFollower(_ options: ProcessOptions = ProcessOptions()) throws(Interruption) -> Follower {
        Follower(try cast.reference(.follower, options), in: self)
    }

    /// Seconds that a case waits for real, at most, where an adapter cannot let time pass.
    private static let realSecondsMax = 30.0

    /// Lets time pass for one process, or for everybody.
    func advance(
        _ process: AdapterProcess, _ hello: Hello, seconds: Double, within limit: Double? = nil
    ) throws(Interruption) {
        if hello.capabilities.contains(.time) {
            _ = try process.request("advance", ["seconds": .seconds(seconds)], within: limit).success()
            return
        }
        guard seconds <= Self.realSecondsMax else {
            throw .skipped(
                "\(Need.capability(.time).phrase), and \(seconds) s are too long to be waited for")
        }
        transcript.note("the suite waits \(seconds) s, for \(process.label) has no capability `time`")
        switchboard.extendLimit(seconds: seconds)
        // A little more: two clocks of one machine need not agree to the last microsecond.
        try switchboard.sleep(nanoseconds: Int64(seconds * 1_000_000_000) + 5_000_000)
    }

    /// Charges a clause where there is one to be charged.
    func chargingIfAny<Result>(
        _ clause: ClauseID?, expected: String, _ body: () throws -> Result
    ) throws(Interruption) -> Result {
        guard let clause else {
            do { return try body() } catch { throw Interruption(from: error) }
        }
        return try charging(clause, expected: expected, body)
    }
}

extension JSONValue {
    /// A number of seconds, whole where it is whole.
    static func seconds(_ seconds: Double) -> JSONValue {
        if let whole = Int64(exactly: seconds) { return .number(JSONNumber(whole)) }
        return JSONNumber(seconds).map { .number($0) } ?? 0
    }
}
