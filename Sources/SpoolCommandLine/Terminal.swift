internal import Glibc
package import SpoolSystem

/// What is known of the place that a stream of text goes to.
package struct Terminal: Hashable, Sendable {
    /// Whether a person looks at it: `isatty(3)`.
    package let isTerminal: Bool
    /// Whether to write in colour: only on a terminal, and not where `NO_COLOR` is set or `TERM` is `dumb`.
    package let hasColour: Bool
    /// The width of a line, 80 where nobody says.
    package let columns: Int

    /// Looks at an open descriptor and at the environment.
    package init(of stream: StandardStream) {
        let terminal = isatty(stream.rawValue) == 1
        var size = winsize()
        let width = terminal && ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
        let environment = Environment.inherited
        let hasColour =
            terminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        self.init(isTerminal: terminal, hasColour: hasColour, columns: width > 0 ? width : 80)
    }

    /// States what is known, for a file or a test.
    package init(isTerminal: Bool, hasColour: Bool, columns: Int = 80) {
        self.isTerminal = isTerminal
        self.hasColour = hasColour
        self.columns = columns
    }
}

/// A stream that a process is born with.
package enum StandardStream: Int32, Hashable, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Writes all of a text at once, without a buffer in between: a reader at the other end of a pipe sees each
    /// line as it is written.
    ///
    /// - Throws: `Errno`, `.brokenPipe` where nobody reads (and `SIGPIPE` is ignored).
    package func write(_ text: String) throws(Errno) {
        try RawFile.writeAll(rawValue, Array(text.utf8))
    }
}
