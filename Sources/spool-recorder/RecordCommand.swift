internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolFormatting
internal import SpoolSpec
internal import SpoolSystem

/// `spool-recorder record`: starts a recording, prints each request as it happens, and stops it at the end.
struct RecordCommand {
    static let all = CommandOption.flag("--all", "reads too, not only POST, PUT and DELETE")
    static let format = CommandOption.value(
        "--format", "FORMAT", choices: ["pvesh", "json", "curl"],
        "how a request is shown: pvesh (default), json or curl")
    static let hideSecrets = CommandOption.flag(
        "--hide-secrets", "mask passwords, tickets, tokens and keys")
    static let quiet = CommandOption.flag(
        "--quiet", short: "-q", "say nothing on standard error but errors")
    static let directory = CommandOption.value(
        "--directory", "DIR", "the spool (default: SPOOL_DIR, or /run/pve-api-record)")
    static let group = CommandOption.value(
        "--group", "NAME", "the workers' group (default: SPOOL_GROUP, or www-data)")

    static let definition = CommandDefinition(
        name: "spool-recorder record", version: PackageVersion.text, synopsis: "[OPTIONS] [USER]",
        summary: """
            Records the requests of a live server that USER makes (root@pam, say, and its API tokens), or \
            everybody's, and prints each as it happens, until Ctrl-C.
            """,
        options: [all, format, hideSecrets, quiet, directory, group], operands: .upTo(1),
        sections: [
            .init(
                "Exit status",
                [
                    "0  ended by Ctrl-C, SIGTERM, or the reader of the output going away",
                    "1  the recording could not be started, or was lost",
                    "64 wrong usage",
                ])
        ])

    /// How long what is already written is still read after the end was asked for, in nanoseconds.
    private static let lastReading: Int64 = 1_000_000_000

    private let filter: Filter
    private let location: SpoolLocation
    private let renderer: EventRenderer
    private let isQuiet: Bool

    /// - Throws: `UsageError` where the user's name is none.
    init(_ line: ParsedCommandLine) throws(UsageError) {
        let environment = Environment.inherited
        let user = line.operands.first
        isQuiet = line.has(Self.quiet)
        if user?.isEmpty == true {
            throw line.definition.error("USER must not be empty; leave it out to record everybody's requests")
        }
        if user?.hasKeptBytes == true {
            throw line.definition.error("USER must be UTF-8, as users' names are, not '\(user ?? "")'")
        }
        filter = Filter(userid: user, all: line.has(Self.all))
        location = SpoolLocation(
            directory: line.value(of: Self.directory) ?? environment["SPOOL_DIR"]
                ?? SpoolLocation().directory,
            group: line.value(of: Self.group) ?? environment["SPOOL_GROUP"] ?? SpoolLocation().group)
        renderer = EventRenderer(
            format: EventFormat(rawValue: line.value(of: Self.format) ?? "pvesh") ?? .pvesh,
            hidesSecrets: line.has(Self.hideSecrets))
    }

    /// Records until somebody ends it.
    ///
    /// - Returns: the exit status.
    func run(_ start: ToolStart) -> Int32 {
        if start.wasClosed(StandardStream.output.rawValue) {
            StandardError.line(
                "Error: standard output is closed, so there is no place to print requests to: give it a file or a pipe"
            )
            return 1
        }
        let end: EndRequest
        do throws(Errno) {
            end = try EndRequest(start)
        } catch {
            StandardError.line("Error: making a pipe: \(error)")
            return 1
        }
        do throws(RecordingError) {
            var recording = try Recording(filter, at: location)
            announce(recording.id)
            let status = follow(&recording, end)
            try? recording.stop()
            return status
        } catch {
            StandardError.line("Error: \(error)")
            return 1
        }
    }

    private func announce(_ id: RecorderID) {
        let what = filter.all ? "all requests" : "changing requests"
        let who = filter.userid ?? "everybody"
        tell("Recording \(what) of \(who) in \(location.directory) as \(id); Ctrl-C ends it.")
        if !renderer.hidesSecrets {
            tell("Note: passwords and other secrets are shown verbatim; --hide-secrets masks them.")
        }
    }

    private func tell(_ text: String) {
        if !isQuiet { StandardError.line(text) }
    }

    private func follow(_ recording: inout Recording<LiveKernel>, _ end: borrowing EndRequest) -> Int32 {
        var watch: EventsWatch
        do throws(Errno) {
            watch = try EventsWatch(recording.id, at: location)
        } catch {
            StandardError.line("Error: watching \(location.directory): \(error)")
            return 1
        }
        var follower = Follower(recording.id, at: location, releasesMemory: true)
        var checkAt = MonotonicClock.now + 1_000_000_000
        // Set once somebody has asked for the end: what is written by then is still shown, but not for ever where
        // the server writes faster than our reader reads.
        var endsAt: Int64?
        while true {
            watch.arm()
            let news = follower.read()
            if news.skipped > 0 { tell("Note: \(news.skipped) damaged lines skipped.") }
            for written in news.events {
                do throws(Errno) {
                    try StandardStream.output.write(renderer.text(written.event))
                } catch {
                    // The reader has gone: nobody is left to record for.
                    if error == .brokenPipe { return 0 }
                    StandardError.line("Error: writing to standard output: \(error)")
                    return 1
                }
            }
            if MonotonicClock.now >= checkAt {
                checkAt = MonotonicClock.now + 1_000_000_000
                guard isStanding(&recording) else { return 1 }
            }
            if let endsAt {
                if news.hasMore && MonotonicClock.now < endsAt { continue }
                return 0
            }
            if end.isAsked {
                endsAt = MonotonicClock.now + Self.lastReading
                continue
            }
            if news.hasMore { continue }
            do throws(Errno) {
                let entries = try watch.wait(
                    until: checkAt, or: [PollEntry(end.descriptor, .readable), PollEntry(1, [])])
                // The reader of our output is gone.
                if !entries[1].ready.isEmpty { return 0 }
            } catch {
                StandardError.line("Error: waiting for events: \(error)")
                return 1
            }
        }
    }

    private func isStanding(_ recording: inout Recording<LiveKernel>) -> Bool {
        do throws(RecordingError) {
            if try recording.check() == .registeredAgain {
                tell(
                    "Note: somebody removed the request; it was made again, events may be missing.")
            }
            return true
        } catch {
            StandardError.line("Error: \(error)")
            return false
        }
    }
}
