internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSystem

/// Where a run is shown: a terminal's line, a pipe's lines, a file.
struct StressDisplay: ~Copyable {
    private var text: StressTextReport
    /// What is written when the run is over, where that is not the text.
    private var document: (any StressReporter)?
    private let terminal: Terminal
    /// Where the text goes, if anywhere.
    private let textStream: StandardStream?
    private var file: Descriptor?

    /// - Throws: `UsageError` where the file cannot be made.
    init(_ line: ParsedCommandLine, _ plan: StressPlan, repetition: String) throws(UsageError) {
        let format = line.value(of: StressOptions.format).flatMap(StressFormat.init) ?? .text
        document = format.document(plan, repetition: repetition)
        if let path = line.value(of: StressOptions.output) {
            do throws(Errno) {
                file = try .open(path, [.writeOnly, .create, .truncate], mode: 0o666)
            } catch { throw line.definition.error("cannot write '\(path)': \(error)") }
            textStream = .output
        } else if document != nil {
            // Standard output takes the document; a person at standard error sees the rest.
            textStream = Terminal(of: .error).isTerminal ? .error : nil
        } else {
            textStream = .output
        }
        terminal = Terminal(of: textStream ?? .error)
        text = StressTextReport(
            plan, repetition: repetition,
            style: TextStyle(
                showsProgress: terminal.isTerminal, hasColour: terminal.hasColour, columns: terminal.columns))
        let introduction = text.introduction
        try? textStream?.write(introduction)
        if document == nil { try? file?.writeAll(Array(introduction.utf8)) }
    }

    /// Shows what the stage tells.
    ///
    /// - Throws: `Errno` where it cannot be written.
    mutating func take(_ message: StressMessage) throws(Errno) {
        let words = text.text(for: message)
        if !words.isEmpty { try textStream?.write(words) }
        if document != nil {
            let whole = document?.text(for: message) ?? ""
            if whole.isEmpty { return }
            if file == nil {
                try StandardStream.output.write(whole)
            } else {
                try file?.writeAll(Array(whole.utf8))
            }
        } else if !words.isEmpty {
            try file?.writeAll(Array(words.utf8))
        }
    }

    /// Takes back the line that shows progress.
    func clear() {
        if terminal.isTerminal { try? textStream?.write("\r\u{1B}[K") }
    }
}
