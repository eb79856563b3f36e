/// Why something cannot be said on a command line, in words that are harmless in a shell.
///
/// They consist of letters, digits, blanks, commas and full stops: an interactive zsh reads a comment as a
/// command, unless it is told otherwise.
struct Unspeakable: Error {
    let reason: String

    static let nullCharacter = Unspeakable(reason: "no command can be given the character U+0000")
    static let longArgument = Unspeakable(
        reason: "a value is longer than 128 KiB, which no command can be given")
    static let longCommand = Unspeakable(reason: "all values together are longer than a command can be")
}

/// A command for a POSIX shell, on one line, that nothing in its words can break out of.
///
/// It means the same to sh, dash, bash, zsh and busybox, in a script and pasted at a prompt, and has no
/// character that a terminal obeys. A word that needs it stands in single quotes, in which a shell looks for
/// nothing, neither `$` nor `!`. What may not be shown is spelled out: `"$(printf '\033')"`; a line feed, which
/// a command substitution would lose at its end, comes from a variable that the line sets first.
struct ShellLine {
    private var words: [String]
    private var hasLineFeeds = false
    private var bytes = 0

    /// Most bytes of one argument: Linux takes 128 KiB with the zero byte behind it (`MAX_ARG_STRLEN`).
    static let argumentBytesMax = 131_071
    /// Most bytes of all arguments: a shell has 2 MiB by default, and needs some of it for the environment.
    static let bytesMax = 1_500_000

    /// A line that begins with words of ours, taken as they are.
    init(_ words: String...) { self.words = words }

    /// Adds words of ours, taken as they are: they may have quotes and variables.
    mutating func append(literally words: String...) { self.words += words }

    /// Adds one word that says this text, whatever it is.
    ///
    /// - Parameter prefix: text of ours that begins the word, taken as it is.
    mutating func append(_ text: String, after prefix: String = "") throws(Unspeakable) {
        try append([.text(text)], after: prefix)
    }

    /// Adds one word of several parts.
    ///
    /// - Parameter prefix: text of ours that begins the word, taken as it is.
    /// - Throws: `Unspeakable` where no command can be given such a word.
    mutating func append(_ parts: [ShellPart], after prefix: String = "") throws(Unspeakable) {
        var word = prefix
        var count = prefix.utf8.count
        for part in parts {
            switch part {
            case .text(let text):
                word += try quoted(text)
                count += text.utf8.count
            case .variable(let name): word += "\"${\(name):?}\""
            }
        }
        bytes += count + 1
        guard count <= Self.argumentBytesMax else { throw .longArgument }
        guard bytes <= Self.bytesMax else { throw .longCommand }
        words.append(word)
    }

    /// Adds one word that a comment shows, of any length.
    ///
    /// - Parameter text: JSON, which has an escape for the one character that a word cannot have.
    mutating func append(comment text: String) {
        if let word = try? quoted(text) { words.append(word) }
    }

    /// The line, without a line feed at its end.
    var text: String {
        let command = words.joined(separator: " ")
        return hasLineFeeds ? #"NL=$(printf '\n.'); NL=${NL%.}; "# + command : command
    }

    private mutating func quoted(_ text: String) throws(Unspeakable) -> String {
        if text.isEmpty { return "''" }
        if Self.isPlain(text) { return text }
        var word = String.UnicodeScalarView()
        var run = Run.escaped
        for scalar in text.unicodeScalars {
            let next = try Run(of: scalar)
            // An escaped quote stands alone; of the others, neighbours of a kind share their quotes.
            if next != run {
                word.append(contentsOf: run.closing.unicodeScalars)
                word.append(contentsOf: next.opening.unicodeScalars)
                run = next
            }
            switch next {
            case .escaped: word.append(contentsOf: #"\'"#.unicodeScalars)
            case .shown: word.append(scalar)
            case .lineFeeds:
                word.append(contentsOf: "$NL".unicodeScalars)
                hasLineFeeds = true
            case .spelled:
                for byte in String(scalar).utf8 {
                    let digits = String(byte, radix: 8)
                    let padding = String(repeating: "0", count: 3 - digits.utf8.count)
                    word.append(contentsOf: "\\\(padding)\(digits)".unicodeScalars)
                }
            }
        }
        word.append(contentsOf: run.closing.unicodeScalars)
        return String(word)
    }

    /// Whether a text means itself in any shell, at any place in a word.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "_./:@,+-%".utf8.contains(byte)
            }
        }
    }
}

/// How a part of a word is written.
private enum Run {
    /// A single quote, behind a backslash and outside of quotes.
    case escaped
    /// As it is, in single quotes.
    case shown
    /// As a variable.
    case lineFeeds
    /// As octal numbers that printf turns into bytes.
    case spelled

    init(of scalar: Unicode.Scalar) throws(Unspeakable) {
        switch scalar {
        case "\0": throw .nullCharacter
        case "'": self = .escaped
        case "\n": self = .lineFeeds
        default: self = scalar.isUnshowable ? .spelled : .shown
        }
    }

    var opening: String {
        switch self {
        case .escaped: ""
        case .shown: "'"
        case .lineFeeds: "\""
        case .spelled: "\"$(printf '"
        }
    }

    var closing: String {
        switch self {
        case .escaped: ""
        case .shown: "'"
        case .lineFeeds: "\""
        case .spelled: "')\""
        }
    }
}
