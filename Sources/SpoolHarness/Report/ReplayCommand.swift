package import SpoolSpec

/// How a person shows one clause's verdict again, as one line to paste into a shell.
package struct ReplayCommand: Hashable, Sendable {
    /// How the tool was called: its own first argument.
    package var tool: String
    /// Options that every such line needs, a seed for instance.
    package var options: [String]
    /// The adapter's argument vector; empty for the reference recorder.
    package var command: [String]

    /// A tool, what it is told besides the clause, and the adapter that it judges.
    package init(tool: String, options: [String] = [], command: [String]) {
        self.tool = tool
        self.options = options
        self.command = command
    }

    /// The line for one clause.
    package func line(for clause: ClauseID) -> String {
        let words = [tool, "--clause", clause.rawValue] + options + (command.isEmpty ? [] : ["--"] + command)
        return words.map(Self.quoted).joined(separator: " ")
    }

    /// The line for a verdict that somebody may want to see again; `nil` for the others.
    package func line(for verdict: ClauseVerdict) -> String? {
        switch verdict.verdict {
        case .fail, .warn, .unknown: line(for: verdict.clause.id)
        case .pass, .skip: nil
        }
    }

    /// A word as a POSIX shell reads it back.
    static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_-./:=,@%+".utf8.contains(byte)
            }
        }
        if plain && !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
            + "'"
    }
}
