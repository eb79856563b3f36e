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
        "--hide-secrets", "mask passwords, tickets, tokens and keys; not in paths or under other names")
    static let raw = CommandOption.flag(
        "--raw", "show texts as the server passed them, also where it took bytes for characters")
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
            everybody's, and prints each as it happens, until Ctrl-C. A request is printed before the server \
            carries it out: one that it refuses looks the same.
            """,
        options: [all, format, hideSecrets, raw, quiet, directory, group], operands: .upTo(1),
        sections: [
            .init(
                "Exit status",
                [
                    "0  ended by Ctrl-C, SIGTERM, or the reader of the output going away",
                    "1  the recording could not be started, or was lost",
                    "64 wrong usage",
                ])
        ])

    /// What the spool is asked for.
    private let filter: Filter
    private let location: SpoolLocation
    private let printer: RecordPrinter
    private let user: String?

    /// - Throws: `UsageError` where the user's name is none.
    init(_ line: ParsedCommandLine) throws(UsageError) {
        let environment = Environment.inherited
        user = line.operands.first
        if user?.isEmpty == true {
            throw line.definition.error("USER must not be empty; leave it out to record everybody's requests")
        }
        if user?.hasKeptBytes == true {
            throw line.definition.error("USER must be UTF-8, as users' names are, not '\(user ?? "")'")
        }
        let wanted = Filter(userid: user, all: line.has(Self.all))
        // Servers pass such a name on in one of two ways, and a request can ask for one only: see `Event.withTextDecoded`.
        let isAmbiguous = user?.utf8.contains { $0 >= 0x80 } ?? false
        filter = isAmbiguous ? Filter(userid: nil, all: wanted.all) : wanted
        location = SpoolLocation(
            directory: line.value(of: Self.directory) ?? environment["SPOOL_DIR"]
                ?? SpoolLocation().directory,
            group: line.value(of: Self.group) ?? environment["SPOOL_GROUP"] ?? SpoolLocation().group)
        printer = RecordPrinter(
            renderer: EventRenderer(
                format: EventFormat(rawValue: line.value(of: Self.format) ?? "pvesh") ?? .pvesh,
                hidesSecrets: line.has(Self.hideSecrets), isRaw: line.has(Self.raw)),
            filter: isAmbiguous ? wanted : nil, isQuiet: line.has(Self.quiet))
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
            end = try EndRequest(start, second: .isTold)
        } catch {
            StandardError.line("Error: making a pipe: \(error)")
            return 1
        }
        do throws(RecordingError) {
            let recording = try Recording(filter, at: location)
            announce(recording.id)
            return follow(recording, end)
        } catch {
            StandardError.line("Error: \(error)")
            return 1
        }
    }

    private func follow(_ recording: consuming Recording<LiveKernel>, _ end: EndRequest) -> Int32 {
        do throws(Errno) {
            var session = try RecordSession(recording, at: location, printer, end)
            return session.run()
        } catch {
            StandardError.line("Error: watching \(location.directory): \(error)")
            return 1
        }
    }

    private func announce(_ id: RecorderID) {
        let what = filter.all ? "all requests" : "changing requests"
        let who = user ?? "everybody"
        printer.tell("Recording \(what) of \(who) in \(location.directory) as \(id); Ctrl-C ends it.")
        if printer.filter != nil {
            printer.tell(
                "Note: the name is not plain ASCII, which servers pass on in two ways: everybody's requests are "
                    + "recorded, and this user's are printed.")
        }
        if !printer.renderer.hidesSecrets {
            printer.tell("Note: passwords and other secrets are shown verbatim; --hide-secrets masks them.")
        }
    }
}
