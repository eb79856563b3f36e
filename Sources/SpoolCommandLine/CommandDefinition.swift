internal import SpoolSystem

/// What a tool, or one of its subcommands, takes on its command line.
package struct CommandDefinition: Sendable {
    /// What may stand on the line besides options.
    package enum Operands: Hashable, Sendable {
        /// At most so many operands, between options or behind them.
        case upTo(Int)
        /// Another program's command line: from the first operand on nothing is an option of ours.
        case command
    }

    /// A paragraph with a heading, shown below the options.
    package struct Section: Hashable, Sendable {
        /// The heading, without a colon.
        package let title: String
        /// Lines that are shown as they are, each at most 78 columns wide.
        package let lines: [String]

        /// A paragraph of the help.
        package init(_ title: String, _ lines: [String]) {
            self.title = title
            self.lines = lines
        }
    }

    /// The words with which it is called, for instance `spool-recorder record`.
    package let name: String
    /// The version that `--version` shows.
    package let version: String
    /// What follows the name in the usage line, for instance `[OPTIONS] [USER]`.
    package let synopsis: String
    /// What it does, in a sentence or two.
    package let summary: String
    /// Its options; `--help`, `--version` and what packagers ask for are added.
    package let options: [CommandOption]
    /// What else it takes.
    package let operands: Operands
    /// What else the help says.
    package let sections: [Section]
    /// Commands of its own, chosen by the first argument; with them there are no operands.
    package let subcommands: [CommandDefinition]

    /// Describes a tool or a subcommand.
    package init(
        name: String, version: String, synopsis: String, summary: String, options: [CommandOption] = [],
        operands: Operands = .upTo(0), sections: [Section] = [], subcommands: [CommandDefinition] = []
    ) {
        self.name = name
        self.version = version
        self.synopsis = synopsis
        self.summary = summary
        self.options = options + [.versionFlag, .helpFlag, .completionsOption, .manualFlag]
        self.operands = operands
        self.sections = sections
        self.subcommands = subcommands
    }

    /// The last word of the name: what chooses a subcommand.
    package var word: String {
        name.split(separator: " ").last.map(String.init) ?? name
    }

    /// The line that begins the help and stands in every error.
    package var usage: String { synopsis.isEmpty ? name : "\(name) \(synopsis)" }

    /// An error of somebody who calls this command.
    ///
    /// - Parameters:
    ///   - message: what is wrong, without a full stop.
    ///   - suggestions: what may have been meant instead.
    package func error(_ message: String, suggestions: [String] = []) -> UsageError {
        UsageError(message: message, suggestions: suggestions, usage: usage, tool: name)
    }
}

/// The line cannot be understood; nothing was done.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The exit status for a wrong command line: `EX_USAGE` of `sysexits.h`.
    package static let exitStatus: Int32 = 64

    /// What is wrong.
    package let message: String
    /// What may have been meant.
    package let suggestions: [String]
    /// How the tool is called.
    package let usage: String
    /// The tool's name.
    package let tool: String

    /// What goes to standard error, three lines.
    package var description: String {
        var first = "Error: \(PrintableText.shown(message))"
        if !suggestions.isEmpty {
            let quoted = suggestions.map { "'\($0)'" }
            let list =
                quoted.count == 1
                ? quoted.joined()
                : quoted.dropLast().joined(separator: ", ") + " or " + quoted.suffix(1).joined()
            first += " (did you mean \(list)?)"
        }
        return "\(first)\nUsage: \(usage)\nSee '\(tool) --help'"
    }
}
