internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolSpec
internal import SpoolSystem

/// `spool-recorder status`: what is in a spool, and whether workers look at it.
struct StatusCommand {
    static let format = CommandOption.value(
        "--format", "FORMAT", choices: ["text", "json"], "how it is shown; without it as text")
    static let seconds = CommandOption.value(
        "--for", "SECONDS", "how long to watch for workers that look (default: 2; 0 does not watch)")
    static let directory = RecordOptions.directory
    static let group = RecordOptions.group

    static let definition = CommandDefinition(
        name: "spool-recorder status", version: PackageVersion.text, synopsis: "[OPTIONS]",
        summary: """
            Shows what is in the spool: each recording with what it asks for, who holds its lock, its age and its size; what \
            dead recorders left; modes, groups and owners that keep workers out or let others in; and whether workers look.
            """,
        options: [format, seconds, directory, group],
        sections: [
            .init(
                "Exit status",
                [
                    "0  the spool was looked at, and nothing is wrong with it",
                    "1  something is left by dead recorders, or has a wrong mode, group or owner",
                    "2  the spool could not be looked at",
                    "64 wrong usage",
                ])
        ])

    private let location: SpoolLocation
    private let isJSON: Bool
    private let watchesSeconds: Int

    /// - Throws: `UsageError` where the number of seconds is none.
    init(_ line: ParsedCommandLine) throws(UsageError) {
        location = SpoolPlace.location(line, directory: Self.directory, group: Self.group)
        isJSON = line.value(of: Self.format) == "json"
        watchesSeconds = try line.integer(of: Self.seconds, in: 0...3_600) ?? 2
    }

    /// Looks and tells.
    ///
    /// - Returns: the exit status.
    func run() -> Int32 {
        guard let group = Accounts.groupNumber(ofNameOrNumber: location.group) else {
            StandardError.line("Error: \(RecordingError.noSuchGroup(location.group))")
            return 2
        }
        let survey: SpoolSurvey
        do throws(Errno) {
            survey = try SpoolSurvey(at: location)
        } catch {
            StandardError.line("Error: looking through \(location.directory): \(error); are you root?")
            return 2
        }
        let status = SpoolStatus(survey, location, group: group, looks: looks(survey))
        do throws(Errno) {
            try StandardStream.output.write(isJSON ? status.json : status.text)
        } catch {
            StandardError.line("Error: writing to standard output: \(error)")
            return 2
        }
        return status.isGood ? 0 : 1
    }

    private func looks(_ survey: SpoolSurvey) -> SpoolStatus.Looks {
        guard watchesSeconds > 0, survey.directory != nil else { return .unwatched }
        let deadline = MonotonicClock.now + Int64(watchesSeconds) * 1_000_000_000
        do throws(Errno) {
            let hasRequests = survey.entries.contains { $0.state == .live }
            let areSeen = try SpoolLooks.areSeen(at: location, hasRequests: hasRequests, until: deadline)
            return areSeen ? .seen : .unseen(seconds: watchesSeconds)
        } catch {
            return .failed(error)
        }
    }
}
