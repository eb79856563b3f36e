/// A shell for which completions can be written.
package enum CompletingShell: String, CaseIterable, Sendable {
    case bash, zsh, fish
}

extension CommandDefinition {
    /// What a shell reads to complete this command's line: the options, their values, and the commands.
    ///
    /// A value with choices is completed from them; any other value, and every operand, is a file's name.
    package func completions(for shell: CompletingShell) -> String {
        let lines =
            switch shell {
            case .bash: bashCompletions
            case .zsh: zshCompletions
            case .fish: fishCompletions
            }
        return lines.joined(separator: "\n") + "\n"
    }

    private var shownOptions: [CommandOption] { options.filter { !$0.isHidden } }

    /// This command, or its commands, each with the word that chooses it.
    private var branches: [(word: String?, command: CommandDefinition)] {
        [(nil, self)] + subcommands.map { ($0.word, $0) }
    }

    private var functionName: String { "_" + name.map { $0 == "-" || $0 == " " ? "_" : String($0) }.joined() }

    // MARK: bash

    private var bashCompletions: [String] {
        var lines = [
            "# Completions of \(name) for bash; generated from the tool's own options.",
            "\(functionName)() {",
            #"    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} branch="#,
            "    COMPREPLY=()",
            // The shell takes `--name=value` for three words.
            "    if [ \"$current\" = = ]; then current=; else",
            #"        [ "$previous" = = ] && previous=${COMP_WORDS[COMP_CWORD-2]}"#, "    fi",
        ]
        if !subcommands.isEmpty {
            let words = subcommands.map(\.word).joined(separator: "|")
            lines += [
                "    case ${COMP_WORDS[1]:-} in",
                "    \(words)) [ \"$COMP_CWORD\" -gt 1 ] && branch=${COMP_WORDS[1]} ;;",
                "    esac",
            ]
        }
        lines += ["    case $branch in"]
        for (word, command) in branches {
            lines += ["    \(word ?? "''"))"] + command.bashBranch.map { "        \($0)" } + ["        ;;"]
        }
        lines += ["    esac", "}", "complete -o filenames -F \(functionName) \(name)"]
        return lines
    }

    private var bashBranch: [String] {
        var lines: [String] = ["case $previous in"]
        for option in shownOptions where option.placeholder != nil {
            let names = ([option.name] + [option.shortName].compactMap(\.self)).joined(separator: "|")
            let source =
                option.choices.isEmpty ? "-f" : "-W '\(option.choices.joined(separator: " "))'"
            lines.append(#"\#(names)) mapfile -t COMPREPLY < <(compgen \#(source) -- "$current"); return ;;"#)
        }
        lines.append("esac")
        // Where no option takes a value there is nothing to ask the word before for.
        if lines.count == 2 { lines = [] }
        let names = shownOptions.flatMap { [$0.name] + [$0.shortName].compactMap(\.self) }
        let words = (names + subcommands.map(\.word)).joined(separator: " ")
        lines.append(#"mapfile -t COMPREPLY < <(compgen -W '\#(words)' -- "$current")"#)
        if subcommands.isEmpty {
            lines.append(
                #"[[ $current == -* ]] || mapfile -t COMPREPLY < <(compgen -f -- "$current")"#)
        }
        return lines
    }

    // MARK: zsh

    private var zshCompletions: [String] {
        var lines = [
            "#compdef \(name)", "# Completions of \(name) for zsh; generated from the tool's own options.",
            "\(functionName)() {",
        ]
        if subcommands.isEmpty {
            lines += zshArguments.map { "    \($0)" }
        } else {
            lines += ["    if (( CURRENT > 2 )); then", "        local chosen=$words[2]"]
            lines += ["        shift words; (( CURRENT-- ))", "        case $chosen in"]
            for command in subcommands {
                lines += ["        \(command.word))"] + command.zshArguments.map { "            \($0)" }
                lines += ["            ;;"]
            }
            lines += ["        esac", "        return", "    fi", "    local -a commands=("]
            lines += subcommands.map { "        '\($0.word):\(Self.zshText($0.summary))'" }
            lines += [
                "    )", "    _describe command commands",
                "    compadd -- \(shownOptions.map(\.name).joined(separator: " "))",
            ]
        }
        lines += [
            "}",
            #"if [ "$funcstack[1]" = \#(functionName) ]; then \#(functionName) "$@"; else compdef \#(functionName) \#(name); fi"#,
        ]
        return lines
    }

    private var zshArguments: [String] {
        var lines = ["_arguments -s \\"]
        for option in shownOptions {
            let value =
                option.placeholder.map { placeholder in
                    ":\(placeholder):"
                        + (option.choices.isEmpty ? "_files" : "(\(option.choices.joined(separator: " ")))")
                } ?? ""
            let star = option.isRepeatable ? "*" : ""
            let long = option.placeholder == nil ? option.name : option.name + "="
            lines.append("    '\(star)\(long)[\(Self.zshText(option.help))]\(value)' \\")
            if let short = option.shortName {
                lines.append("    '\(star)\(short)[\(Self.zshText(option.help))]\(value)' \\")
            }
        }
        return lines + ["    '*:argument:_files'"]
    }

    /// Text between quotes, in which brackets and colons would mean something.
    private static func zshText(_ text: String) -> String {
        text.map { character in
            switch character {
            case "'": "'\\''"
            case "[", "]", ":", "\\": "\\\(character)"
            default: String(character)
            }
        }.joined()
    }

    // MARK: fish

    private var fishCompletions: [String] {
        var lines = ["# Completions of \(name) for fish; generated from the tool's own options."]
        if !subcommands.isEmpty { lines.append("complete -c \(name) -f") }
        for (word, command) in branches {
            let condition =
                if let word {
                    " -n '__fish_seen_subcommand_from \(word)'"
                } else if subcommands.isEmpty {
                    ""
                } else { " -n __fish_use_subcommand" }
            for choice in command.subcommands {
                lines.append(
                    "complete -c \(name)\(condition) -a \(choice.word) -d '\(Self.fishText(choice.summary))'")
            }
            for option in command.shownOptions {
                var line = "complete -c \(name)\(condition) -l \(option.name.dropFirst(2))"
                if let short = option.shortName { line += " -s \(short.dropFirst())" }
                if option.placeholder != nil {
                    line +=
                        option.choices.isEmpty
                        ? " -r -F" : " -x -a '\(option.choices.joined(separator: " "))'"
                }
                lines.append(line + " -d '\(Self.fishText(option.help))'")
            }
        }
        return lines
    }

    private static func fishText(_ text: String) -> String {
        text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }
}
