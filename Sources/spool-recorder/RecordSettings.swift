internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolFormatting
internal import SpoolSpec
internal import SpoolSystem

/// What a line of `spool-recorder record` asks for.
struct RecordSettings {
    /// What the spool is asked for.
    let filter: Filter
    let location: SpoolLocation
    let printer: RecordPrinter
    let user: String?
    /// The file that requests are written to; `nil` for standard output.
    let output: String?
    /// How long the recording is to last; `nil` where somebody ends it.
    let seconds: Int?
    /// Whether it is said when workers can know of the recording.
    let waits: Bool

    /// Reads a command line and the environment.
    ///
    /// - Throws: `UsageError` where the user's name is none, or a number is none.
    init(_ line: ParsedCommandLine) throws(UsageError) {
        user = try Self.user(line)
        let methods = line.values(of: RecordOptions.method)
        let filter = Filter(userid: user, all: line.has(RecordOptions.all) || methods.contains("GET"))
        // Servers pass such a name on in one of two ways, and a request can ask for one only: see `Event.withTextDecoded`.
        let isAmbiguous = user?.utf8.contains { $0 >= 0x80 } ?? false
        self.filter = isAmbiguous ? Filter(userid: nil, all: filter.all) : filter
        location = SpoolPlace.location(
            line, directory: RecordOptions.directory, group: RecordOptions.group)
        output = line.value(of: RecordOptions.output).flatMap { $0 == "-" ? nil : $0 }
        seconds = try line.integer(of: RecordOptions.seconds, in: 1...1_000_000_000)
        waits = line.value(of: RecordOptions.wait) != "off"

        var selection = EventSelection()
        selection.filter = isAmbiguous ? filter : nil
        selection.methods = methods
        selection.paths = line.values(of: RecordOptions.path).map(Glob.init)
        selection.excluded = line.values(of: RecordOptions.exclude).map(Glob.init)
        selection.clients = line.values(of: RecordOptions.client).map {
            Glob(EventSelection.plainAddress($0))
        }

        if line.has(RecordOptions.comments), line.has(RecordOptions.noComments) {
            throw line.definition.error("options '--comments' and '--no-comments' contradict each other")
        }
        let format = EventFormat(rawValue: line.value(of: RecordOptions.format) ?? "pvesh") ?? .pvesh
        let terminal = Terminal(of: .output)
        // What a program reads has one form, wherever it is written.
        let isForPerson = output == nil && terminal.isTerminal && !format.isJSON
        printer = RecordPrinter(
            EventRenderer(
                format: format, hidesSecrets: line.has(RecordOptions.hideSecrets),
                isRaw: line.has(RecordOptions.raw),
                hasComments: line.has(RecordOptions.comments)
                    || isForPerson && !line.has(RecordOptions.noComments)),
            selection, isQuiet: line.has(RecordOptions.quiet), isPainted: isForPerson && terminal.hasColour,
            isScript: output != nil && format.isCommand,
            remaining: try line.integer(of: RecordOptions.count, in: 1...1_000_000_000))
    }

    private static func user(_ line: ParsedCommandLine) throws(UsageError) -> String? {
        guard let user = line.operands.first else { return nil }
        if user.isEmpty {
            throw line.definition.error("USER must not be empty; leave it out to record everybody's requests")
        }
        if user.hasKeptBytes {
            throw line.definition.error("USER must be UTF-8, as users' names are, not '\(user)'")
        }
        return user
    }
}

/// Where the spool is that a command line means.
enum SpoolPlace {
    /// What the options say, else the environment, else the published recorder's place.
    static func location(
        _ line: ParsedCommandLine, directory: CommandOption, group: CommandOption?
    ) -> SpoolLocation {
        let environment = Environment.inherited
        let usual = SpoolLocation()
        return SpoolLocation(
            directory: line.value(of: directory) ?? environment["SPOOL_DIR"] ?? usual.directory,
            group: group.flatMap { line.value(of: $0) } ?? environment["SPOOL_GROUP"] ?? usual.group)
    }
}
