import SpoolHarness
import SpoolSystem
import Testing

/// Completions as the shells themselves carry them out. A shell that is not installed is skipped, and told so.
@Suite struct CompletionTests {
    static let lines: [(words: [String], expected: [String])] = [
        (["spool-check", "--pro"], ["--profile"]),
        (["spool-check", "--profile", "so"], ["sound"]),
        (["spool-check", "--format", "j"], ["json", "json-details", "junit"]),
        (["spool-recorder", "re"], ["record"]),
        (["spool-recorder", "record", "--format", "c"], ["curl"]),
        (["spool-recorder", "record", "--hide"], ["--hide-secrets"]),
        (["spool-recorder", "record", "--method", "D"], ["DELETE"]),
        (["spool-recorder", "cl"], ["clean"]), (["spool-recorder", "clean", "--dry"], ["--dry-run"]),
        (["spool-recorder", "status", "--format", "j"], ["json"]),
    ]

    static func isInstalled(_ shell: String) -> Bool {
        ["/usr/bin", "/bin", "/usr/local/bin"].contains { directory in
            (try? FileSystem.status("\(directory)/\(shell)")) != nil
        }
    }

    /// Whether a program is in the path.
    static func isInPath(_ program: String) -> Bool {
        (Environment.inherited["PATH"] ?? "").split(separator: ":").contains { directory in
            (try? FileSystem.status("\(directory)/\(program)")) != nil
        }
    }

    private func completions(_ tool: String, for shell: String) async throws -> String {
        let run = try await ToolRun.of(tool, ["--completions", shell])
        #expect(run.exit == .exited(0) && run.error.isEmpty)
        return run.output
    }

    @Test(.enabled(if: isInstalled("bash")), arguments: lines)
    func `bash completes options, their values, and commands`(words: [String], expected: [String])
        async throws
    {
        let script = """
            \(try await completions(words[0], for: "bash"))
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _\(words[0].underscored)
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let run = try await ToolRun.of(command: ["bash", "--norc", "-c", script, "bash"] + words)
        #expect(run.error.isEmpty)
        #expect(run.output.split(separator: "\n").map(String.init).sorted() == expected)
    }

    @Test(.enabled(if: isInstalled("bash")))
    func `bash sees three words in a value with an equals sign`() async throws {
        let script = """
            \(try await completions("spool-check", for: "bash"))
            COMP_WORDS=(spool-check --format = ta); COMP_CWORD=3; _spool_check; echo "${COMPREPLY[@]}"
            COMP_WORDS=(spool-check --role =); COMP_CWORD=2; _spool_check; echo "${COMPREPLY[@]}"
            """
        let run = try await ToolRun.of(command: ["bash", "--norc", "-c", script])
        #expect(run.output == "tap\nworker client follower\n")
    }

    @Test(.enabled(if: isInstalled("fish")), arguments: lines)
    func `fish completes them too`(words: [String], expected: [String]) async throws {
        let script = """
            \(try await completions(words[0], for: "fish"))
            complete -C '\(words.joined(separator: " "))'
            """
        let run = try await ToolRun.of(command: ["fish", "--no-config", "-c", script])
        let found = run.output.split(separator: "\n").compactMap { $0.split(separator: "\t").first }
        #expect(found.map(String.init).sorted() == expected)
    }

    @Test(.enabled(if: isInstalled("zsh")), arguments: lines)
    func `zsh completes them too`(words: [String], expected: [String]) async throws {
        // The line editor wants a terminal: zsh makes one for another zsh, whose Tab shows what became of the line.
        let script = """
            zmodload zsh/zpty; zpty inner zsh -f -i
            zpty -w inner 'PS1= RPS1=; autoload -U compinit; compinit -u -D; setopt no_list_beep list_ambiguous'
            zpty -w inner 'eval "$COMPLETIONS"; shown() { zle complete-word; print -r -- "<$BUFFER>"; BUFFER= }'
            zpty -w inner 'zle -N shown; bindkey "^T" shown; print rea''dy'
            zpty -r inner first '*ready*'
            zpty -w -n inner "$LINE_SO_FAR"$'\\C-t'
            # Not what it types back of the line above, which has an angle bracket too.
            zpty -r inner last '*<spool-*>*'
            print -r -- "$last"; zpty -d inner
            """
        let run = try await ToolRun.of(
            command: ["zsh", "-f", "-c", script],
            environment: [
                "COMPLETIONS": try await completions(words[0], for: "zsh"),
                "LINE_SO_FAR": words.joined(separator: " "),
            ], seconds: 20)
        let before = words.dropLast().joined(separator: " ")
        let completed = expected.count == 1 ? expected[0] : "j"
        #expect(run.output.contains("<\(before) \(completed)"), "\(run.output) \(run.error)")
    }

    @Test(arguments: ["spool-check", "spool-recorder"])
    func `the manual page has each part once, and no line that is a request by accident`(tool: String)
        async throws
    {
        let run = try await ToolRun.of(tool, ["--manual"])
        let lines = run.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix(".TH \"\(tool.uppercased().roff)\" 1 20") == true)
        for part in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"] {
            #expect(lines.count { $0 == ".SH \(part)" } == 1)
        }
        let requests: Set<Substring> = [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".nf", ".fi"]
        for line in lines where line.hasPrefix(".") {
            #expect(requests.contains(line.prefix { $0 != " " }))
        }
        let help = try await ToolRun.of(tool, ["--help"])
        for option in help.output.split(separator: " ").filter({ $0.hasPrefix("--") && $0.count > 2 }) {
            let name = option.prefix { $0.isLetter || $0 == "-" }
            #expect(run.output.contains(String(name).roff), "\(name) is not in the manual page")
        }
    }

    @Test(.enabled(if: isInstalled("mandoc")), arguments: ["spool-check", "spool-recorder"])
    func `mandoc has nothing to say against the manual page`(tool: String) async throws {
        let page = try await ToolRun.of(tool, ["--manual"]).output
        let run = try await ToolRun.of(
            command: ["sh", "-c", #"printf '%s' "$PAGE" | mandoc -T lint -W warning"#],
            environment: ["PAGE": page])
        #expect(run.exit == .exited(0) && run.output.isEmpty, "\(run.output)")
    }
}

extension String {
    fileprivate var underscored: String { map { $0 == "-" ? "_" : String($0) }.joined() }
    fileprivate var roff: String { map { $0 == "-" ? "\\-" : String($0) }.joined() }
}
