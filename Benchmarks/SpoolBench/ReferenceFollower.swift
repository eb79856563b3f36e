internal import ReferenceRecorder
internal import SpoolSpec
internal import SpoolSystem

/// `follow DIRECTORY LINES`: reads `1.events` to its end, every line parsed and checked.
///
/// With `build` as fourth word every event is made a value of, which a recorder does that shows each.
enum ReferenceFollower {
    static func run(_ arguments: [String]) throws(BenchFailure) {
        let words = Words(arguments)
        let wanted = try words.number(2)
        let builds = (try? words.text(3)) == "build"
        var follower = try follower(words)
        let watch = Stopwatch()
        var lines: Int64 = 0
        while lines < wanted {
            let news = follower.read()
            guard news.skipped == 0, !news.events.isEmpty else {
                throw BenchFailure("after \(lines) of \(wanted) lines: \(news.skipped) skipped")
            }
            lines += Int64(news.events.count)
            guard builds else { continue }
            for written in news.events where written.event.members.members.count != 7 {
                throw BenchFailure("an event has other members than were written")
            }
        }
        watch.report(lines)
    }

    /// `wake DIRECTORY COUNT`: how long after a line was written its event is there, the median.
    static func runWaking(_ arguments: [String]) throws(BenchFailure) {
        let words = Words(arguments)
        let count = Int(try words.number(2))
        let location = SpoolLocation(directory: try words.text(1))
        var follower = try follower(words)
        guard let id = RecorderID("1") else { throw BenchFailure("1 is an id") }
        var waits: [Int64] = []
        do throws(Errno) {
            var watch = try EventsWatch(id, at: location)
            while waits.count < count {
                watch.arm()
                let news = follower.read()
                let now = WallClock.now
                waits += news.events.compactMap { written in Int64(written.event.path).map { now - $0 } }
                if news.events.isEmpty {
                    _ = try watch.wait(until: MonotonicClock.now + 5_000_000_000, or: [])
                }
            }
        } catch { throw BenchFailure("waiting: \(error)") }
        waits.sort()
        print("1 \(waits[waits.count / 2]) \(waits[waits.count / 2])")
    }

    private static func follower(_ words: Words) throws(BenchFailure) -> Follower<LiveKernel> {
        guard let id = RecorderID("1") else { throw BenchFailure("1 is an id") }
        return Follower(id, at: SpoolLocation(directory: try words.text(1)))
    }
}

/// `stamp FILE COUNT`: a line each millisecond whose path is the time at which it was written.
enum StampWriter {
    static func run(_ arguments: [String]) throws(BenchFailure) {
        let words = Words(arguments)
        do throws(Errno) {
            let file = try Descriptor.open(
                try pathOrEmpty(words), [.writeOnly, .append, .create], mode: 0o640)
            MonotonicClock.sleep(nanoseconds: 200_000_000)
            for _ in 0..<(Int64((try? words.text(2)) ?? "0") ?? 0) {
                MonotonicClock.sleep(nanoseconds: 1_000_000)
                try file.writeAll(Array("{\"path\":\"\(WallClock.now)\",\"method\":\"POST\"}\n".utf8))
            }
        } catch { throw BenchFailure("writing stamps: \(error)") }
    }

    private static func pathOrEmpty(_ words: Words) throws(Errno) -> String {
        guard let path = try? words.text(1) else { throw .noEntry }
        return path
    }
}
