/// One option of a tool, as its help shows it and its parser takes it.
package struct CommandOption: Hashable, Sendable {
    /// The long name with its two hyphens, for instance `--profile`.
    package let name: String
    /// A short name with its one hyphen, for instance `-h`.
    package let shortName: String?
    /// What stands for the value in the help, for instance `FILE`; `nil` for a flag.
    package let placeholder: String?
    /// The only values that are taken; empty where any is.
    package let choices: [String]
    /// Whether it may be given more than once.
    package let isRepeatable: Bool
    /// Whether the help leaves it out: for what a tool says to itself.
    package let isHidden: Bool
    /// What it does, in one phrase.
    package let help: String

    private init(
        _ name: String, _ shortName: String?, _ placeholder: String?, choices: [String] = [],
        isRepeatable: Bool = false, isHidden: Bool = false, help: String
    ) {
        self.name = name
        self.shortName = shortName
        self.placeholder = placeholder
        self.choices = choices
        self.isRepeatable = isRepeatable
        self.isHidden = isHidden
        self.help = help
    }

    /// An option that is there or not.
    package static func flag(_ name: String, short: String? = nil, _ help: String) -> CommandOption {
        CommandOption(name, short, nil, help: help)
    }

    /// An option that takes a value: `--name VALUE` or `--name=VALUE`.
    ///
    /// - Parameters:
    ///   - choices: the only values that are taken; empty where any is.
    ///   - repeatable: whether it may be given again to add to what was said; else the second is an error.
    package static func value(
        _ name: String, short: String? = nil, _ placeholder: String, choices: [String] = [],
        repeatable: Bool = false, _ help: String
    ) -> CommandOption {
        CommandOption(
            name, short, placeholder, choices: choices, isRepeatable: repeatable, help: help)
    }

    /// The same option, left out of the help.
    package var hidden: CommandOption {
        CommandOption(
            name, shortName, placeholder, choices: choices, isRepeatable: isRepeatable, isHidden: true,
            help: help)
    }

    /// What every tool has.
    package static let helpFlag = flag("--help", short: "-h", "show this help and exit")
    /// What every tool has.
    package static let versionFlag = flag("--version", "show the version and exit")
    /// What every tool has, for those who package it.
    package static let completionsOption =
        value(
            "--completions", "SHELL", choices: CompletingShell.allCases.map(\.rawValue),
            "write completions for that shell and exit"
        ).hidden
    /// What every tool has, for those who package it.
    package static let manualFlag = flag("--manual", "write the manual page and exit").hidden
}
