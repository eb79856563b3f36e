internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolFormatting
internal import SpoolSpec
internal import SpoolSystem

/// `spool-recorder record`: starts a recording, prints each request as it happens, and stops it at the end.
struct RecordCommand {
    private let settings: RecordSettings

    /// - Throws: `UsageError` where the line asks for what there is not.
    init(_ line: ParsedCommandLine) throws(UsageError) { settings = try RecordSettings(line) }

    /// Records until somebody ends it.
    ///
    /// - Returns: the exit status.
    func run(_ start: ToolStart) -> Int32 {
        if settings.output == nil, start.wasClosed(StandardStream.output.rawValue) {
            StandardError.line(
                "Error: standard output is closed, so there is no place to print requests to: give it a file or a pipe"
            )
            return 1
        }
        let end: EndRequest
        do throws(Errno) {
            end = try EndRequest(start, second: .isTold)
        } catch {
            StandardError.line("Error: making a pipe: \(error)")
            return 1
        }
        do throws(Errno) {
            let file = try makeFile()
            return record(to: file, end)
        } catch {
            let hint = error == .exists ? "; remove it, or name another file" : ""
            StandardError.line("Error: making \(settings.output ?? ""): \(error)\(hint)")
            return 1
        }
    }

    private func makeFile() throws(Errno) -> OutputFile? {
        guard let path = settings.output else { return nil }
        return try OutputFile(path, settings.printer.renderer.format, begun: .now)
    }

    private func record(to file: consuming OutputFile?, _ end: EndRequest) -> Int32 {
        do throws(RecordingError) {
            let recording = try Recording(settings.filter, at: settings.location)
            announce(recording.id)
            return follow(recording, to: file, end)
        } catch {
            // Nothing was recorded: an empty script would say that nothing happened.
            if let path = settings.output { try? FileSystem.unlink(path) }
            StandardError.line("Error: \(error)")
            return 1
        }
    }

    private func follow(
        _ recording: consuming Recording<LiveKernel>, to file: consuming OutputFile?, _ end: EndRequest
    ) -> Int32 {
        do throws(Errno) {
            var session = try RecordSession(recording, settings, to: file, end)
            return session.run()
        } catch {
            StandardError.line("Error: watching \(settings.location.directory): \(error)")
            return 1
        }
    }

    private func announce(_ id: RecorderID) {
        let printer = settings.printer
        let what = settings.filter.all ? "all requests" : "changing requests"
        let who = settings.user ?? "everybody"
        let directory = settings.location.directory
        printer.tell("Recording \(what) of \(who) in \(directory) as \(id); Ctrl-C ends it.")
        if let user = settings.user, !user.utf8.contains(UInt8(ascii: "@")) {
            printer.tell(
                "Note: '\(user)' has no realm. Servers write users as in \(user)@pam or \(user)@pve, and record nothing for a "
                    + "name without one.")
        }
        if printer.selection.filter != nil {
            printer.tell(
                "Note: the name is not plain ASCII, which servers pass on in two ways: everybody's requests are "
                    + "recorded, and this user's are printed.")
        }
        if !printer.renderer.hidesSecrets {
            printer.tell("Note: passwords and other secrets are shown verbatim; --hide-secrets masks them.")
        }
        tellLeftovers(besides: id)
        if settings.waits {
            printer.tell(
                "Workers look for recordings at most once a second: wait for Ready before you do what is to be recorded."
            )
        } else {
            printer.tell("Ready, by request before every worker can know.")
        }
    }

    /// Says what dead recorders have left, which may hold passwords.
    private func tellLeftovers(besides id: RecorderID) {
        guard let survey = try? SpoolSurvey(at: settings.location) else { return }
        let leftovers = survey.leftovers.filter { $0.id != id }
        guard !leftovers.isEmpty else { return }
        let bytes = leftovers.reduce(0) { $0 + ($1.events?.allocated ?? 0) }
        settings.printer.tell(
            "Note: dead recorders have left \(counted(leftovers.count, "recording")) with "
                + "\(SpoolWords.size(bytes)) of requests in \(settings.location.directory); 'spool-recorder clean' removes them."
        )
    }
}
