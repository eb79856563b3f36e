internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSystem

/// `spool-check --compare`: several reports side by side.
struct CompareCommand {
    static let format = CommandOption.value(
        "--format", "FORMAT", choices: ["text", "markdown", "html"], "how the comparison is written")
    static let output = CommandOption.value("--output", "FILE", "write it there")

    static let definition = CommandDefinition(
        name: "spool-check --compare", version: PackageVersion.text, synopsis: "[OPTIONS] REPORT ...",
        summary: "Lays reports side by side that were written with --format json, one a recorder.",
        options: [format, output], operands: .upTo(64))

    private let line: ParsedCommandLine
    private let comparison: Comparison

    /// Reads the reports.
    ///
    /// - Throws: `UsageError` where a file cannot be read or is no report.
    init(_ line: ParsedCommandLine) throws(UsageError) {
        self.line = line
        if line.operands.isEmpty { throw line.definition.error("a report is missing") }
        var reports: [ComparedReport] = []
        for path in line.operands {
            let bytes: [UInt8]
            do throws(Errno) {
                bytes = try Descriptor.open(path, [.readOnly]).readAll()
            } catch { throw line.definition.error("cannot read '\(path)': \(error)") }
            do throws(ReportError) {
                reports.append(try ComparedReport(json: bytes))
            } catch { throw line.definition.error("'\(path)' cannot be compared: \(error)") }
        }
        comparison = Comparison(reports)
    }

    /// Writes the comparison.
    ///
    /// - Throws: `UsageError` where the file cannot be written.
    /// - Returns: the exit status.
    func run() throws(UsageError) -> Int32 {
        let text =
            switch line.value(of: Self.format) {
            case "html": comparison.html
            case "markdown": comparison.markdown
            default: comparison.text
            }
        guard let path = line.value(of: Self.output) else { return SpoolCheck.show(text) }
        do throws(Errno) {
            let file = try Descriptor.open(path, [.writeOnly, .create, .truncate], mode: 0o666)
            try file.writeAll(Array(text.utf8))
            return 0
        } catch { throw line.definition.error("cannot write '\(path)': \(error)") }
    }
}
