import SpoolCommandLine
import Testing

/// A command line is either understood as it was meant, or refused with words that help.
@Suite struct CommandParserTests {
    static let profile = CommandOption.value(
        "--profile", "PROFILE", choices: ["wire", "sound"], "judge this profile only")
    static let clause = CommandOption.value("--clause", "ID", repeatable: true, "judge this clause")
    static let seed = CommandOption.value("--seed", short: "-s", "N", "draw from this seed")
    static let list = CommandOption.flag("--list", "list the clauses and exit")
    static let stage = CommandOption.flag("--stage", "what the tool says to itself").hidden

    static let judge = CommandDefinition(
        name: "judge", version: "1.2", synopsis: "[OPTIONS] [--] [COMMAND [ARGUMENT ...]]",
        summary: "Judges a recorder.", options: [profile, clause, seed, list, stage], operands: .command)

    static let plain = CommandDefinition(
        name: "tool record", version: "1.2", synopsis: "[OPTIONS] [USER]", summary: "Records.",
        options: [seed], operands: .upTo(1))

    static let tool = CommandDefinition(
        name: "tool", version: "1.2", synopsis: "COMMAND", summary: "Does several things.",
        subcommands: [plain])

    private func run(_ arguments: String..., by definition: CommandDefinition = judge) throws
        -> ParsedCommandLine
    {
        guard case .run(let parsed) = try definition.parse(arguments) else {
            throw Unexpected(what: "a text was shown")
        }
        return parsed
    }

    private func refusal(_ arguments: String..., by definition: CommandDefinition = judge) -> UsageError? {
        do throws(UsageError) {
            _ = try definition.parse(arguments)
            return nil
        } catch { return error }
    }

    @Test func `values come behind an equals sign or as the next argument`() throws {
        #expect(try run("--seed=7").integer(of: Self.seed, in: 0...9) == 7)
        #expect(try run("--seed", "7").integer(of: Self.seed, in: 0...9) == 7)
        #expect(try run("-s", "7").value(of: Self.seed) == "7")
        #expect(try run("-s7").value(of: Self.seed) == "7")
        #expect(try run("--seed=").value(of: Self.seed) == "")
        #expect(try run("--clause", "-1").values(of: Self.clause) == ["-1"])
        #expect(try run("--clause=a=b").values(of: Self.clause) == ["a=b"])
    }

    @Test func `repeatable options add up and flags are there or not`() throws {
        let parsed = try run("--clause", "A", "--list", "--clause=B")
        #expect(parsed.values(of: Self.clause) == ["A", "B"])
        #expect(parsed.has(Self.list) && !parsed.has(Self.stage) && parsed.operands.isEmpty)
    }

    @Test func `another program's command line is left as it is`() throws {
        #expect(
            try run("perl", "x.pl", "--list", "--", "-h").operands == ["perl", "x.pl", "--list", "--", "-h"])
        let parsed = try run("--list", "--", "--odd", "--seed", "7")
        #expect(parsed.operands == ["--odd", "--seed", "7"] && parsed.value(of: Self.seed) == nil)
        #expect(try run("-", "x").operands == ["-", "x"])
        #expect(try run().operands.isEmpty)
    }

    @Test func `operands of our own mix with options`() throws {
        let parsed = try run("root@pam", "--seed", "1", by: Self.plain)
        #expect(parsed.operands == ["root@pam"] && parsed.value(of: Self.seed) == "1")
        #expect(refusal("a", "b", by: Self.plain)?.message == "unexpected argument 'b'")
    }

    @Test func `help and version are shown, also before what is wrong`() throws {
        guard case .show(let help) = try Self.judge.parse(["-h", "--nonsense"]) else {
            throw Unexpected(what: "no help")
        }
        #expect(help.hasPrefix("Usage: judge [OPTIONS]"))
        #expect(!help.contains("--stage"), "a hidden option is shown")
        guard case .show(let version) = try Self.judge.parse(["--version"]) else {
            throw Unexpected(what: "no version")
        }
        #expect(version == "judge 1.2\n")
    }

    @Test func `what is wrong is said with the usage and a way on`() {
        #expect(
            refusal("--sed", "1")?.description == """
                Error: unknown option '--sed' (did you mean '--seed'?)
                Usage: judge [OPTIONS] [--] [COMMAND [ARGUMENT ...]]
                See 'judge --help'
                """)
        #expect(refusal("--list=1")?.message == "option '--list' takes no value")
        #expect(refusal("--seed")?.message == "option '--seed' lacks its value N")
        #expect(refusal("--seed", "1", "--seed", "2")?.message == "option '--seed' is given more than once")
        #expect(refusal("-list")?.suggestions == ["--list"])
        #expect(refusal("-x")?.message == "unknown option '-x'")
        #expect(refusal("--profile", "wird")?.suggestions == ["wire"])
        #expect(refusal("--profile", "zebra")?.suggestions == ["wire", "sound"])
        #expect(UsageError.exitStatus == 64)
    }

    @Test func `numbers are whole and within their range`() throws {
        for text in ["", "x", "1.0", "-1", "10", "99999999999999999999"] {
            let parsed = try run("--seed=\(text)")
            #expect(throws: UsageError.self) { try parsed.integer(of: Self.seed, in: 0...9) }
        }
        #expect(try run().integer(of: Self.seed, in: 0...9) == nil)
    }

    @Test func `the first word chooses a subcommand`() throws {
        #expect(try run("record", "u", by: Self.tool).definition.name == "tool record")
        #expect(refusal("recrod", by: Self.tool)?.suggestions == ["record"])
        #expect(refusal(by: Self.tool)?.message == "a command is missing")
        #expect(refusal("record", "--sed", by: Self.tool)?.usage == "tool record [OPTIONS] [USER]")
        guard case .show(let help) = try Self.tool.parse(["--help"]) else {
            throw Unexpected(what: "no help")
        }
        #expect(help.contains("Commands:\n  record  Records.\n"))
    }
}

/// A test went where it must not go.
struct Unexpected: Error {
    let what: String
}
