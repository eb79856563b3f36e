/// What a command line asks for.
package enum Invocation: Sendable {
    /// To see this text and no more: help or version.
    case show(String)
    /// To do something.
    case run(ParsedCommandLine)
}

extension CommandDefinition {
    /// Reads a command line.
    ///
    /// - Parameter arguments: the arguments without the program's own name.
    /// - Throws: `UsageError` where an option is unknown, lacks its value, has one too many or a wrong one, or
    ///   where there are too many operands.
    package func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
        if !subcommands.isEmpty { return try parseSubcommand(arguments) }
        var parsed = ParsedCommandLine(definition: self)
        var rest = arguments[...]
        var optionsEnded = false
        while let argument = rest.popFirst() {
            if optionsEnded || argument == "-" || !argument.hasPrefix("-") {
                parsed.operands.append(argument)
                if operands == .command {
                    parsed.operands += rest
                    break
                }
            } else if argument == "--" {
                optionsEnded = true
            } else {
                let (option, attached) = try find(argument)
                let value = try value(of: option, attached: attached, rest: &rest, in: parsed)
                if let text = information(option, value) { return .show(text) }
                parsed.add(option, value)
            }
        }
        if case .upTo(let limit) = operands, parsed.operands.count > limit {
            throw error("unexpected argument '\(parsed.operands[limit])'")
        }
        return .run(parsed)
    }

    /// What an option shows that every tool has; `nil` for the others.
    private func information(_ option: CommandOption, _ value: String?) -> String? {
        switch option {
        case .helpFlag: helpPage
        case .versionFlag: "\(name) \(version)\n"
        case .manualFlag: manualPage
        case .completionsOption: value.flatMap(CompletingShell.init).map(completions)
        default: nil
        }
    }

    private func parseSubcommand(_ arguments: [String]) throws(UsageError) -> Invocation {
        guard let first = arguments.first else { throw error("a command is missing") }
        if first.hasPrefix("-") {
            let (option, attached) = try find(first)
            var rest = arguments.dropFirst()
            let value = try value(
                of: option, attached: attached, rest: &rest, in: ParsedCommandLine(definition: self))
            if let text = information(option, value) { return .show(text) }
            throw error("'\(first)' stands before the command")
        }
        guard let chosen = subcommands.first(where: { $0.word == first }) else {
            throw error(
                "unknown command '\(first)'",
                suggestions: Suggestions.nearest(to: first, among: subcommands.map(\.word)))
        }
        return try chosen.parse(Array(arguments.dropFirst()))
    }

    /// Splits `--name=value` and `-nvalue`, and looks the name up.
    private func find(_ argument: String) throws(UsageError) -> (CommandOption, attached: String?) {
        if argument.hasPrefix("--") {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            if let option = options.first(where: { $0.name == name }) {
                return (option, parts.count > 1 ? String(parts[1]) : nil)
            }
            let names = options.filter { !$0.isHidden }.map(\.name)
            throw error("unknown option '\(name)'", suggestions: Suggestions.nearest(to: name, among: names))
        }
        let name = String(argument.prefix(2))
        guard let option = options.first(where: { $0.shortName == name }) else {
            let longer = options.map(\.name).filter { $0 == "-" + argument }
            throw error("unknown option '\(argument)'", suggestions: longer)
        }
        return (option, argument.count > 2 ? String(argument.dropFirst(2)) : nil)
    }

    private func value(
        of option: CommandOption, attached: String?, rest: inout ArraySlice<String>,
        in parsed: ParsedCommandLine
    ) throws(UsageError) -> String? {
        guard let placeholder = option.placeholder else {
            if attached != nil { throw error("option '\(option.name)' takes no value") }
            return nil
        }
        if !option.isRepeatable && parsed.has(option) {
            throw error("option '\(option.name)' is given more than once")
        }
        guard let value = attached ?? rest.popFirst() else {
            throw error("option '\(option.name)' lacks its value \(placeholder)")
        }
        if !option.choices.isEmpty && !option.choices.contains(value) {
            var nearest = Suggestions.nearest(to: value, among: option.choices)
            if nearest.isEmpty { nearest = option.choices }
            throw error("'\(value)' is no value of option '\(option.name)'", suggestions: nearest)
        }
        return value
    }
}

/// A command line that was understood.
package struct ParsedCommandLine: Sendable {
    /// The command, or subcommand, that it calls.
    package let definition: CommandDefinition
    /// What is no option and no option's value, in order.
    package fileprivate(set) var operands: [String] = []
    private var given: [(option: CommandOption, value: String?)] = []

    fileprivate init(definition: CommandDefinition) { self.definition = definition }

    fileprivate mutating func add(_ option: CommandOption, _ value: String?) { given.append((option, value)) }

    /// Whether the option was given.
    package func has(_ option: CommandOption) -> Bool { given.contains { $0.option.name == option.name } }

    /// The values of an option, in order.
    package func values(of option: CommandOption) -> [String] {
        given.filter { $0.option.name == option.name }.compactMap(\.value)
    }

    /// The value of an option, if it was given.
    package func value(of option: CommandOption) -> String? { values(of: option).last }

    /// The value of an option that is a whole number.
    ///
    /// - Parameter range: what is allowed.
    /// - Throws: `UsageError` where it is none, or out of the range.
    package func integer(
        of option: CommandOption, in range: ClosedRange<Int>
    ) throws(UsageError) -> Int? {
        guard let text = value(of: option) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let limits =
                range.upperBound == Int.max
                ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw definition.error("option '\(option.name)' asks for a number \(limits), not '\(text)'")
        }
        return number
    }
}
