internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolSpec
internal import SpoolSystem

/// `spool-recorder clean`: lists and removes what dead recorders left in a spool.
struct CleanCommand {
    static let dryRun = CommandOption.flag("--dry-run", short: "-n", "list it, and remove nothing")
    static let directory = RecordOptions.directory
    /// What a recorder that is ended at once says to the one that comes after it: see ``LateSweep``.
    static let identifier = CommandOption.value("--id", "ID", "only what this recorder left").hidden
    static let later = CommandOption.value("--later", "MILLISECONDS", "wait so long before").hidden

    static let definition = CommandDefinition(
        name: "spool-recorder clean", version: PackageVersion.text, synopsis: "[OPTIONS]",
        summary: """
            Lists what dead recorders left in the spool, and removes it: recordings whose request nobody has locked, and \
            requests without a recording. Nothing of a live recorder is ever touched. A worker does the same when it looks, \
            for what it may.
            """,
        options: [dryRun, directory, identifier, later],
        sections: [
            .init(
                "Exit status",
                [
                    "0  nothing of a dead recorder is left",
                    "1  something is left, or the spool could not be looked at",
                    "64 wrong usage",
                ])
        ])

    private let location: SpoolLocation
    private let isDryRun: Bool
    private let identifier: String?
    private let waitsMilliseconds: Int

    /// - Throws: `UsageError` where a number is none.
    init(_ line: ParsedCommandLine) throws(UsageError) {
        location = SpoolPlace.location(line, directory: Self.directory, group: nil)
        isDryRun = line.has(Self.dryRun)
        identifier = line.value(of: Self.identifier)
        waitsMilliseconds = try line.integer(of: Self.later, in: 0...60_000) ?? 0
    }

    /// Looks, tells and removes.
    ///
    /// - Returns: the exit status.
    func run() -> Int32 {
        MonotonicClock.sleep(nanoseconds: Int64(waitsMilliseconds) * 1_000_000)
        let survey: SpoolSurvey
        do throws(Errno) {
            survey = try SpoolSurvey(at: location)
        } catch {
            StandardError.line("Error: looking through \(location.directory): \(error); are you root?")
            return 1
        }
        let leftovers = survey.leftovers.filter { entry in identifier.map { entry.id.text == $0 } ?? true }
        let unknown = survey.entries.filter { if case .unknown = $0.state { true } else { false } }
        let live = survey.entries.count { $0.state == .live }
        let outcomes = isDryRun ? [] : SpoolCleaner(at: location).remove(leftovers)
        var lines: [String] = []
        for (index, entry) in leftovers.enumerated() {
            lines.append(line(entry, isDryRun ? nil : outcomes[index]))
        }
        lines += unknown.map { "not looked at: \($0.id): it cannot be opened; are you root?" }
        if leftovers.isEmpty {
            lines.append(
                "nothing is left by dead recorders in \(location.directory); \(counted(live, "recording")) "
                    + (live == 1 ? "runs" : "run") + " there")
        }
        do throws(Errno) {
            try StandardStream.output.write(
                lines.map { PrintableText.shown($0) + "\n" }.joined())
        } catch {
            StandardError.line("Error: writing to standard output: \(error)")
            return 1
        }
        let isLeft = isDryRun ? !leftovers.isEmpty : outcomes.contains(.left)
        return isLeft || !unknown.isEmpty ? 1 : 0
    }

    private func line(_ entry: SpoolSurvey.Entry, _ outcome: SpoolCleaner.Outcome?) -> String {
        let what =
            switch outcome {
            case nil: "left"
            case .removed: "removed"
            case .alive: "kept, for it is used again"
            case .gone: "gone meanwhile"
            case .left: "not removed: another process removes it now, or you may not (are you root?)"
            }
        let whose =
            entry.state == .orphan
            ? "requests without a recording" : "recording of " + SpoolWords.wish(entry.filter)
        let size = SpoolWords.size(entry.events?.allocated ?? 0)
        let age =
            [entry.request, entry.events].compactMap(\.self).map(\.modificationTime).max()
            .map { ", \(SpoolWords.age(since: $0, now: WallClock.now)) old" } ?? ""
        return "\(what): \(entry.id): \(whose), \(size) written\(age)"
    }
}
