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
    private let settings: RecordSettings
    private let end: EndRequest
    private let file: OutputFile?
    private var printer: RecordPrinter
    private var output: PendingOutput
    /// What is said on standard error: a reader of that need not read either, and may be the same as that of the output.
    private var notes = PendingOutput(to: StandardStream.error.rawValue)
    private var looks: LookNotes
    private var health = HealthNotes()
    private var hasToldLimit = false
    private var checksAt = MonotonicClock.now + second
    private let endsAt: Int64
    private var ending: Ending?
    private var status: Int32 = 0

    /// - Parameters:
    ///   - recording: a recording that has just begun.
    ///   - settings: what was asked for.
    ///   - file: where requests are written; `nil` for standard output.
    ///   - end: tells when somebody wants it to end.
    /// - Throws: `Errno` where the spool cannot be watched.
    init(
        _ recording: consuming Recording<LiveKernel>, _ settings: RecordSettings,
        to file: consuming OutputFile?,
        _ end: EndRequest
    ) throws(Errno) {
        let location = settings.location
        watch = try EventsWatch(recording.id, at: location)
        // Before any worker can look, so that each look is seen.
        watch.arm()
        follower = Follower(recording.id, at: location, releasesMemory: true)
        printer = settings.printer
        looks = LookNotes(location, isReady: !settings.waits)
        endsAt = settings.seconds.map { [looks] in looks.readyAt + Int64($0) * Self.second } ?? .max
        let descriptor =
            switch file {
            case .some(let file): file.descriptor
            case .none: StandardStream.output.rawValue
            }
        output = PendingOutput(to: descriptor)
        self.file = file
        self.recording = recording
        self.settings = settings
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
                printer.print(news, to: &output, &notes)
            }
            if let ending {
                if now >= ending.removesAt && !ending.isPrinting { break }
                if output.isEmpty && (!hasMore || printer.isDone) || now >= ending.printsUntil
                    || output.isClosed
                {
                    self.ending?.isPrinting = false
                    output.discard()
                }
            } else if printer.isDone || now >= endsAt {
                begin(RecordPrinter.isAskedToEnd)
            } else if now >= checksAt {
                checksAt = now + Self.second
                check(now)
            }
            if hasMore && output.isEmpty { continue }
            guard wait() else { break }
        }
        let id = recording.id
        try? recording.stop()
        if let failure = finishFile() { fail(failure) }
        finishNotes()
        let left = (ending?.removesAt ?? 0) - MonotonicClock.now
        if left > 0 { LateSweep.end(status, after: id, at: settings.location, nanoseconds: left) }
        return status
    }

    /// Waits until something has happened, and does what has to follow.
    ///
    /// - Returns: whether the session goes on.
    private mutating func wait() -> Bool {
        do throws(Errno) {
            let deadline = ending.map { $0.isPrinting ? $0.printsUntil : $0.removesAt }
            let entries = try watch.wait(
                until: deadline ?? min(checksAt, endsAt),
                or: [PollEntry(end.descriptor, .readable), output.pollEntry, notes.pollEntry])
            writeNotes(entries[2].ready)
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
            fail("writing to \(settings.output ?? "standard output"): \(error)")
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
        if isWithdrawn, let text { printer.tellOnTerminal(text, &notes) }
        ending = Ending(
            printsUntil: now + Self.second,
            removesAt: isWithdrawn ? now + Recording<LiveKernel>.staleNanoseconds : now)
    }

    /// Looks once a second whether workers can write, and whether they look.
    private mutating func check(_ now: Int64) {
        do throws(RecordingError) {
            let found = try recording.check()
            if let text = health.text(found, at: settings.location) { printer.tell(text, &notes) }
            // Another directory may stand there now, which no notice tells of.
            if found == .registeredAgain { watch.disarm() }
        } catch {
            fail("\(error)")
            begin(nil)
            return
        }
        for text in looks.texts(at: now, watch) { printer.tell(text, &notes) }
        if let limit = watch.limit, !hasToldLimit {
            hasToldLimit = true
            printer.tell(
                "Note: the kernel gives no notices of changes (the limit is \(limit)); the spool is looked at five times a "
                    + "second, and nothing is told where no worker looks.",
                &notes)
        }
    }

    /// Puts the variables that a script needs at its top.
    ///
    /// - Returns: why that cannot be done, if so.
    private func finishFile() -> String? {
        switch file {
        case .none: return nil
        case .some(let file):
            do throws(Errno) {
                try file.finish(printer.variables.named)
                return nil
            } catch {
                return
                    "writing the variables at the top of \(file.path): \(error); the script is complete without them"
            }
        }
    }

    /// Says why the recording is not what was asked for, also to who wants to hear nothing else.
    private mutating func fail(_ text: String) {
        status = 1
        notes.append(PrintableText.shown("Error: \(text)") + "\n")
    }

    private mutating func writeNotes(_ ready: PollEvents) {
        guard !ready.isEmpty else { return }
        do throws(Errno) {
            guard ready.contains(.writable) else { throw .brokenPipe }
            try notes.write()
        } catch {
            // There is no other place to say that this place is gone.
            notes.close()
        }
    }

    /// Says what is still to be said, as long as somebody reads it.
    private mutating func finishNotes() {
        let deadline = MonotonicClock.now + Self.second / 5
        while !notes.isEmpty, MonotonicClock.now < deadline {
            var entries = [notes.pollEntry]
            guard (try? Poll.wait(&entries, until: deadline)) ?? 0 > 0 else { return }
            writeNotes(entries[0].ready)
        }
    }
}
