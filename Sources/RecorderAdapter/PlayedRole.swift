internal import ReferenceRecorder
internal import SpoolSpec
internal import SpoolSystem

/// One role of the recorder, as a process of the suite plays it.
///
/// Time can be made to pass: what stands in `shift` is added to every clock that the recorder reads.
protocol PlayedRole {
    /// Obeys one request.
    mutating func obey(_ request: RequestLine) -> ReplyLine
    /// Runs the timers that are due.
    mutating func runTimers()
    /// When the next timer is due, on the real clock, in nanoseconds.
    var nextTimer: Int64? { get }
}

/// A server's worker.
final class WorkerRole<Kernel: SpoolKernel>: PlayedRole {
    private var worker: Worker<Kernel>
    private let seenAs: (Event) -> Event
    private var shift: Int64 = 0

    init(kernel: Kernel, limit: Int64, seenAs: @escaping (Event) -> Event) {
        self.seenAs = seenAs
        worker = Worker(kernel: kernel, limit: limit) { StandardError.write("worker: \($0)\n") }
    }

    func obey(_ request: RequestLine) -> ReplyLine {
        switch request.operation {
        case "record":
            guard let event = request.object("event") else { return .failed("record: no object 'event'") }
            worker.record(seenAs(Event(members: event)), at: MonotonicClock.now + shift)
            return .ok()
        case "advance":
            guard let span = request.nanoseconds("seconds"), span >= 0 else {
                return .failed("advance: 'seconds' must be a number of at least 0")
            }
            shift += span
            return .ok()
        case "set_clock":
            // A worker reads no time of day, so setting it changes nothing (SCAN-3).
            return .ok()
        default:
            return .unsupported
        }
    }

    func runTimers() {}
    var nextTimer: Int64? { nil }
}

/// A client: what starts and stops a recording, and looks once a second whether it still stands.
final class ClientRole<Kernel: SpoolKernel>: PlayedRole {
    private static var checkInterval: Int64 { 1_000_000_000 }

    private let makeKernel: KernelMaker<Kernel>
    private let location: SpoolLocation
    private let startedAs: (RecorderID) -> RecorderID
    private var recording: RecordingBox<Kernel>?
    private var lost: RecordingError?
    private var checkedAt: Int64 = 0
    private var shift: Int64 = 0

    init(
        location: SpoolLocation, makeKernel: @escaping KernelMaker<Kernel>,
        startedAs: @escaping (RecorderID) -> RecorderID
    ) {
        self.location = location
        self.makeKernel = makeKernel
        self.startedAs = startedAs
    }

    private var now: Int64 { MonotonicClock.now + shift }

    func obey(_ request: RequestLine) -> ReplyLine {
        switch request.operation {
        case "start": return start(request)
        case "stop": return stop()
        case "advance":
            guard let span = request.nanoseconds("seconds"), span >= 0 else {
                return .failed("advance: 'seconds' must be a number of at least 0")
            }
            shift += span
            runTimers()
            return .ok()
        default:
            return .unsupported
        }
    }

    private func start(_ request: RequestLine) -> ReplyLine {
        guard recording == nil else { return .failed("start: this client has a recording already") }
        guard let filter = request.object("filter") else { return .failed("start: no object 'filter'") }
        var userid: String?
        if case .string(let text)? = filter["userid"] { userid = text }
        let wanted = Filter(userid: userid, all: filter["all"] == .bool(true))
        do throws(RecordingError) {
            let begun = try RecordingBox(
                Recording(
                    wanted, at: location, kernel: makeKernel(location),
                    id: startedAs(.process(Accounts.process))))
            recording = begun
            lost = nil
            checkedAt = now
            return .ok(["id": .string(begun.id.text)])
        } catch {
            return .failed("start: \(error)")
        }
    }

    private func stop() -> ReplyLine {
        if let lost {
            self.lost = nil
            return .failed("stop: \(lost)")
        }
        guard let recording else { return .failed("stop: this client has no recording") }
        self.recording = nil
        do throws(RecordingError) {
            try recording.stop()
            return .ok()
        } catch {
            return .failed("stop: \(error)")
        }
    }

    func runTimers() {
        guard let recording, now - checkedAt >= Self.checkInterval else { return }
        checkedAt = now
        do throws(RecordingError) {
            switch try recording.check() {
            case .standing: break
            case .mended: StandardError.write("client: mode or group was another, and is set right\n")
            case .registeredAgain:
                StandardError.write("client: the request was removed or out of reach, and made again\n")
            }
        } catch {
            lost = error
            self.recording = nil
            StandardError.write("client: \(error)\n")
        }
    }

    var nextTimer: Int64? { recording == nil ? nil : checkedAt + Self.checkInterval - shift }
}

/// Gives a recording, which cannot be copied, a place in a class's optional.
private final class RecordingBox<Kernel: SpoolKernel> {
    private var recording: Recording<Kernel>
    let id: RecorderID

    init(_ recording: consuming Recording<Kernel>) {
        id = recording.id
        self.recording = recording
    }

    func stop() throws(RecordingError) { try recording.stop() }
    func check() throws(RecordingError) -> Recording<Kernel>.Health { try recording.check() }
}

/// A follower, of any number of recordings.
final class FollowerRole<Kernel: SpoolKernel>: PlayedRole {
    private final class Box {
        var follower: Follower<Kernel>
        init(_ follower: consuming Follower<Kernel>) { self.follower = follower }
    }

    private let makeKernel: KernelMaker<Kernel>
    private let location: SpoolLocation
    private var followers: [RecorderID: Box] = [:]

    init(location: SpoolLocation, makeKernel: @escaping KernelMaker<Kernel>) {
        self.location = location
        self.makeKernel = makeKernel
    }

    func obey(_ request: RequestLine) -> ReplyLine {
        guard request.operation == "read" else { return .unsupported }
        guard let id = request.text("id").flatMap({ RecorderID($0) }) else {
            return .failed("read: 'id' must be digits")
        }
        let box = followers[id] ?? Box(Follower(id, kernel: makeKernel(location), releasesMemory: false))
        followers[id] = box
        var events: [JSONValue] = []
        var skipped = 0
        while true {
            let news = box.follower.read()
            events += news.events.map { .object($0.event.members) }
            skipped += news.skipped
            if !news.hasMore { break }
        }
        return .ok(["events": .array(events), "skipped": .number(JSONNumber(skipped))])
    }

    func runTimers() {}
    var nextTimer: Int64? { nil }
}
