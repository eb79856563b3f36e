internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSystem

/// What `spool-stress` can be told.
enum StressOptions {
    static let workers = CommandOption.value(
        "--workers", "N", "worker processes (default 32)")
    static let clients = CommandOption.value(
        "--clients", "N", "client processes, each with a recording most of the time (default 8)")
    static let reapers = CommandOption.value(
        "--reapers", "N",
        "workers besides whose clock runs ahead: they scan and reap all the time (default 2)")
    static let duration = CommandOption.value(
        "--duration", "SECONDS", "how long the load lasts (default 60)")
    static let events = CommandOption.value(
        "--events", "N", "end the load after so many events, whatever the duration")
    static let seed = CommandOption.value(
        "--seed", "N", "draw events, filters and troubles from this number (default: the time)")
    static let nemesis = CommandOption.value(
        "--nemesis", "LIST",
        "troubles, with commas: kill, stop, pid-reuse, clock, full, restart; or none, or all (default)")
    static let killRate = CommandOption.value(
        "--kill-rate", "N", "processes killed in a minute by the nemesis kill (default 240)")
    static let eventBytes = CommandOption.value(
        "--event-bytes", "MIN..MAX", "length of the lines, up to 3000000 (default 200..1000000)")
    static let filters = CommandOption.value(
        "--filters", "N", "how many different filters clients ask for; 1: everything of everyone (default 6)")
    static let directory = CommandOption.value(
        "--directory", "DIR", "make the spool there instead of on a private tmpfs")
    static let mix = CommandOption.value(
        "--mix", "COMMAND",
        "a second recorder: every other worker and client is its process; words are parted by blanks")
    static let format = CommandOption.value(
        "--format", "FORMAT", choices: StressFormat.allCases.map(\.rawValue), "how the report is written")
    static let output = CommandOption.value(
        "--output", "FILE", "write the report there")
    static let keep = CommandOption.flag(
        "--keep", "keep evidence also where nothing is wrong: the result and how the run went")
    static let noVerify = CommandOption.flag(
        "--no-verify", "make the load only and account for nothing; for measuring")

    static let definition = CommandDefinition(
        name: "spool-stress", version: PackageVersion.text,
        synopsis: "[OPTIONS] [--] [COMMAND [ARGUMENT ...]]",
        summary: """
            Puts many processes of a recorder on one spool, makes trouble, and accounts for every line. COMMAND \
            starts its adapter, a program that obeys the driver protocol on its standard input; without one the \
            reference recorder is put under stress.
            """,
        options: [
            workers, clients, reapers, duration, events, seed, nemesis, killRate, eventBytes, filters,
            directory,
            mix, format, output, keep, noVerify,
        ],
        operands: .command,
        sections: [
            .init(
                "Exit status",
                [
                    "0   no violation",
                    "1   a violation was found",
                    "2   the run could not be made, or nothing was learned",
                    "64  wrong usage",
                ]),
            .init(
                "Evidence",
                [
                    "What is wrong is kept in a directory below TMPDIR, made only then.",
                    "A seed fixes the events and the draws, not how processes interleave.",
                ]),
        ])

    /// Reads the command line.
    ///
    /// - Throws: `UsageError` where something is wrong with it.
    static func plan(_ line: ParsedCommandLine) throws(UsageError) -> StressPlan {
        var plan: StressPlan
        do throws(Interruption) {
            plan = StressPlan(
                command: line.operands.isEmpty ? try .reference() : AdapterCommand(line.operands))
        } catch {
            // The command line is not to blame.
            StandardError.write("Error: \(PrintableText.shown(error.text))\n")
            ThisProcess.end(2)
        }
        plan.workers = try line.integer(of: workers, in: 1...1000) ?? plan.workers
        plan.clients = try line.integer(of: clients, in: 1...1000) ?? plan.clients
        plan.reapers = try line.integer(of: reapers, in: 0...1000) ?? plan.reapers
        plan.seconds = Double(try line.integer(of: duration, in: 1...1_000_000) ?? Int(plan.seconds))
        plan.events = try line.integer(of: events, in: 1...Int.max)
        plan.seed = UInt64(
            try line.integer(of: seed, in: 0...Int.max) ?? Int(WallClock.now / 1000 % 1_000_000_000))
        plan.killsPerSecond = Double(try line.integer(of: killRate, in: 1...60_000) ?? 240) / 60
        plan.filters = try line.integer(of: filters, in: 1...plan.filters) ?? plan.filters
        plan.nemeses = try nemeses(line)
        if let range = try byteRange(line) { plan.eventBytes = range }
        plan.directory = try line.value(of: directory).map { path throws(UsageError) in
            try absolute(path, line)
        }
        if let words = line.value(of: mix)?.split(separator: " ").map(String.init) {
            guard !words.isEmpty else { throw line.definition.error("option '--mix' asks for a command") }
            plan.mix = AdapterCommand(words)
        }
        plan.verifies = !line.has(noVerify)
        plan.keepsAlways = line.has(keep)
        let temporary = Environment.inherited["TMPDIR"] ?? "/tmp"
        plan.evidenceDirectory = "\(temporary)/spool-stress-\(plan.seed)-\(Accounts.process)"
        return plan
    }

    private static func nemeses(_ line: ParsedCommandLine) throws(UsageError) -> Set<Nemesis> {
        let words = (line.value(of: nemesis) ?? "all").split(separator: ",", omittingEmptySubsequences: false)
        if words == ["all"] { return Set(Nemesis.allCases) }
        if words == ["none"] { return [] }
        var chosen: Set<Nemesis> = []
        for word in words {
            guard let nemesis = Nemesis(rawValue: String(word)) else {
                throw line.definition.error(
                    "there is no nemesis '\(word)'",
                    suggestions: Suggestions.nearest(
                        to: String(word), among: Nemesis.allCases.map(\.rawValue) + ["none", "all"]))
            }
            chosen.insert(nemesis)
        }
        return chosen
    }

    private static func byteRange(_ line: ParsedCommandLine) throws(UsageError) -> ClosedRange<Int>? {
        guard let text = line.value(of: eventBytes) else { return nil }
        let ends = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count == 3, let least = ends[0], let most = ends[2], text.utf8.count > 3,
            text.contains(".."), (0...3_000_000).contains(least), (least...3_000_000).contains(most)
        else {
            throw line.definition.error(
                "option '--event-bytes' asks for MIN..MAX up to 3000000, not '\(text)'")
        }
        return least...most
    }

    private static func absolute(_ path: String, _ line: ParsedCommandLine) throws(UsageError) -> String {
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw line.definition.error("option '--directory' asks for an absolute path, not '\(path)'")
        }
        return path
    }
}
