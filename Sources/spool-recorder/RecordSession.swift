internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolFormatting
internal import SpoolSpec
internal import SpoolSystem

/// A recording that is followed: prints each request as it happens, until somebody ends it.
///
/// The end has three steps. The request is emptied while its lock is held; what was written by then is printed; and
/// when no worker can go by the old request any more, both files are removed. A worker that goes by what it read up to a
/// second ago would else make the events file anew, with bodies in it that nobody removes.
struct RecordSession: ~Copyable {
    /// What has become of the session once its end has begun.
    private struct Ending {
        /// When what is already written is no longer printed, where the reader takes nothing until then.
        var printsUntil: Int64
        /// When no worker can go by the request any more.
        let removesAt: Int64
        /// Whether events are still printed.
        var isPrinting = true
    }

    private static let second: Int64 = 1_000_000_000

    private var recording: Recording<LiveKernel>
    private var follower: Follower<LiveKernel>
    private var watch: EventsWatch
    private let end: EndRequest
    private let printer: RecordPrinter
    private var output = PendingOutput()
    private var checksAt = MonotonicClock.now + second
    private var ending: Ending?
    private var status: Int32 = 0

    /// - Parameters:
    ///   - recording: a recording that has just begun.
    ///   - location: its spool.
    ///   - printer: what is printed of it.
    ///   - end: tells when somebody wants it to end.
    /// - Throws: `Errno` where the spool cannot be watched.
    init(
        _ recording: consuming Recording<LiveKernel>, at location: SpoolLocation, _ printer: RecordPrinter,
        _ end: EndRequest
    ) throws(Errno) {
        watch = try EventsWatch(recording.id, at: location)
        follower = Follower(recording.id, at: location, releasesMemory: true)
        self.recording = recording
        self.printer = printer
        self.end = end
    }

    /// Follows the recording to its end.
    ///
    /// - Returns: the exit status.
    mutating func run() -> Int32 {
        while true {
            let now = MonotonicClock.now
            var hasMore = false
            if output.isEmpty, ending?.isPrinting ?? true {
                watch.arm()
                let news = follower.read()
                hasMore = news.hasMore
                printer.print(news, to: &output)
            }
            if let ending {
                if now >= ending.removesAt && !ending.isPrinting { break }
                if output.isEmpty && !hasMore || now >= ending.printsUntil || output.isClosed {
                    self.ending?.isPrinting = false
                    output.discard()
                }
            } else if now >= checksAt {
                checksAt = now + Self.second
                guard isStanding() else { return 1 }
            }
            if hasMore && output.isEmpty { continue }
            guard wait() else { break }
        }
        try? recording.stop()
        return status
    }

    /// Waits until something has happened, and does what has to follow.
    ///
    /// - Returns: whether the session goes on.
    private mutating func wait() -> Bool {
        do throws(Errno) {
            let deadline = ending.map { $0.isPrinting ? $0.printsUntil : $0.removesAt }
            let entries = try watch.wait(
                until: deadline ?? checksAt, or: [PollEntry(end.descriptor, .readable), output.pollEntry])
            if !entries[0].ready.isEmpty {
                end.takeNote()
                // Whoever asks again will not wait for workers.
                guard ending == nil else { return false }
                begin(RecordPrinter.isAskedToEnd)
            }
            let ready = entries[1].ready
            if ready.contains(.writable) {
                try output.write()
                ending?.printsUntil = MonotonicClock.now + Self.second
            } else if !ready.isEmpty {
                output.close()
            }
            // Nobody is left to record for.
            if output.isClosed, ending == nil { begin(nil) }
        } catch {
            StandardError.line("Error: writing to standard output: \(error)")
            status = 1
            output.close()
            if ending == nil { begin(nil) }
        }
        return true
    }

    /// Begins the end: workers that look from now on find no recording.
    private mutating func begin(_ text: String?) {
        let now = MonotonicClock.now
        let isWithdrawn: Bool
        do throws(RecordingError) {
            try recording.withdraw()
            isWithdrawn = true
        } catch {
            // Somebody has removed the request already: nobody goes by it.
            isWithdrawn = false
        }
        if isWithdrawn, let text { printer.tellOnTerminal(text) }
        ending = Ending(
            printsUntil: now + Self.second,
            removesAt: isWithdrawn ? now + Recording<LiveKernel>.staleNanoseconds : now)
    }

    private mutating func isStanding() -> Bool {
        do throws(RecordingError) {
            switch try recording.check() {
            case .standing: break
            case .mended: printer.tell("Note: workers could not reach the request; its mode is set right.")
            case .registeredAgain:
                printer.tell(
                    "Note: somebody removed the request; it was made again, events may be missing.")
            }
            return true
        } catch {
            StandardError.line("Error: \(error)")
            return false
        }
    }
}
