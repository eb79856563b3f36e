internal import ReferenceRecorder
internal import SpoolSpec
internal import SpoolSystem

/// The event that every side records.
enum BenchEvent {
    /// An event whose line has so many bytes, the line feed included.
    static func event(lineBytes: Int) -> Event {
        let empty = make(description: "")
        return make(description: String(repeating: "x", count: max(0, lineBytes - empty.line().count)))
    }

    private static func make(description: String) -> Event {
        Event(
            method: "POST", path: "/nodes/pve1/qemu/100/config",
            params: ["description": .string(description)], userid: "root@pam",
            clientIP: "::ffff:192.0.2.17")
    }
}

/// `hook DIRECTORY RECORDERS BYTES BATCH START WINDOW`: the hook in a loop.
enum ReferenceHook {
    /// A recording's limit (HOOK-3) is not what is measured.
    private static let limit: Int64 = 1 << 40

    static func run(_ arguments: [String]) throws(BenchFailure) {
        let words = Words(arguments)
        let location = SpoolLocation(directory: try words.text(1))
        let recorders = try words.number(2)
        let event = BenchEvent.event(lineBytes: Int(try words.number(3)))
        let batch = try words.number(4)
        let (start, window) = (try words.number(5), try words.number(6))
        var worker = Worker(at: location, limit: limit)
        worker.record(event)
        while WallClock.now < start { MonotonicClock.sleep(nanoseconds: 100_000) }
        let watch = Stopwatch()
        var stopped = WallClock.now
        let end = stopped + window
        var count: Int64 = 0
        while stopped < end {
            for _ in 0..<batch { worker.record(event) }
            count += batch
            stopped = WallClock.now
        }
        watch.report(count)
        let written = Int64(worker.counters.written)
        guard written == (count + 1) * recorders else {
            throw BenchFailure("\(written) lines of \(count + 1) events for \(recorders): \(worker.counters)")
        }
    }

    /// `repeat DIRECTORY EVENTS`: handles so many events, for whoever counts what that takes.
    static func runRepeatedly(_ arguments: [String]) throws(BenchFailure) {
        let words = Words(arguments)
        var worker = Worker(at: SpoolLocation(directory: try words.text(1)), limit: limit)
        let event = BenchEvent.event(lineBytes: 214)
        for _ in 0..<(try words.number(2)) { worker.record(event) }
    }
}

/// `scan DIRECTORY ENTRIES ROUNDS`: as many scans, each a second after the last by the worker's own time.
///
/// One round is a worker's first scan, and the one that reaps; with more the first is not counted.
enum ReferenceScan {
    static func run(_ arguments: [String]) throws(BenchFailure) {
        let words = Words(arguments)
        let entries = try words.number(2)
        let rounds = try words.number(3)
        let event = BenchEvent.event(lineBytes: 214)
        var worker = Worker(at: SpoolLocation(directory: try words.text(1)))
        var time: Int64 = 0
        if rounds > 1 { worker.record(event, at: time) }
        let watch = Stopwatch()
        for _ in 0..<rounds {
            time += 1_000_000_000
            worker.record(event, at: time)
        }
        watch.report(entries * rounds)
        guard worker.counters.lastFailure == nil else { throw BenchFailure("\(worker.counters)") }
    }
}
