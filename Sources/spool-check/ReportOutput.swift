internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSystem

/// The reports of one run and the places that they go to.
struct ReportOutput: ~Copyable {
    private struct Report {
        var reporter: any Reporter
        var stream: StandardStream?
    }

    private var reports: [Report] = []
    private var file: Descriptor?

    /// Decides who is told what.
    ///
    /// The report goes to standard output, or to a file; then standard output tells what is under way. Where
    /// standard output takes JSON and a person sits at standard error, that tells it.
    ///
    /// - Throws: `UsageError` where the file cannot be made.
    init(
        _ line: ParsedCommandLine, recorder: JudgedRecorder, replay: ReplayCommand
    ) throws(UsageError) {
        let format = line.value(of: CheckOptions.format).flatMap(ReportFormat.init) ?? .text
        let output = Terminal(of: .output)
        let isQuiet = line.has(CheckOptions.quiet)
        let isVerbose = line.has(CheckOptions.verbose)
        if let path = line.value(of: CheckOptions.output) {
            do throws(Errno) {
                file = try .open(path, [.writeOnly, .create, .truncate], mode: 0o666)
            } catch {
                throw line.definition.error("cannot write '\(path)': \(error)")
            }
            // A file is read later, and whole: `--quiet` is about what is under way.
            reports.append(
                Report(
                    reporter: Self.reporter(format, .plain, recorder, replay, isVerbose: isVerbose),
                    stream: nil))
            reports.append(
                Report(
                    reporter: Self.reporter(.text, output, recorder, replay, isQuiet, isVerbose: isVerbose),
                    stream: .output))
            return
        }
        reports.append(
            Report(
                reporter: Self.reporter(format, output, recorder, replay, isQuiet, isVerbose: isVerbose),
                stream: .output))
        let error = Terminal(of: .error)
        if !isQuiet && format != .text && error.isTerminal && !output.isTerminal {
            reports.append(
                Report(
                    reporter: Self.reporter(.text, error, recorder, replay, isVerbose: isVerbose),
                    stream: .error))
        }
    }

    /// Whether a person sees a report in text while it is written.
    var isRead: Bool {
        reports.contains { report in
            report.reporter is TextReporter && report.stream.map { Terminal(of: $0).isTerminal } ?? false
        }
    }

    /// Passes an event on to each report.
    ///
    /// - Throws: `Errno` where something cannot be written.
    mutating func take(_ event: SuiteEvent) throws(Errno) {
        for index in reports.indices {
            let text = reports[index].reporter.text(for: event)
            if text.isEmpty { continue }
            if let stream = reports[index].stream {
                try stream.write(text)
            } else {
                try file?.writeAll(Array(text.utf8))
            }
        }
    }

    private static func reporter(
        _ format: ReportFormat, _ terminal: Terminal, _ recorder: JudgedRecorder, _ replay: ReplayCommand,
        _ isQuiet: Bool = false, isVerbose: Bool
    ) -> any Reporter {
        switch format {
        case .json: JSONReporter(recorder: recorder, replay: replay)
        case .jsonDetails: JSONReporter(recorder: recorder, replay: replay, hasDetails: true)
        case .junit: JUnitReporter(recorder: recorder, replay: replay)
        case .tap: TAPReporter(recorder: recorder, replay: replay)
        case .markdown: MarkdownReporter(recorder: recorder, replay: replay)
        case .github: GitHubReporter(recorder: recorder, replay: replay)
        case .html: HTMLReporter(recorder: recorder, replay: replay)
        case .text:
            TextReporter(
                style: TextStyle(
                    showsProgress: terminal.isTerminal, hasColour: terminal.hasColour,
                    columns: min(terminal.columns, 120), isQuiet: isQuiet,
                    isVerbose: isVerbose),
                replay: replay)
        }
    }
}

extension Terminal {
    /// A file: plain lines.
    fileprivate static var plain: Terminal { Terminal(isTerminal: false, hasColour: false) }
}
