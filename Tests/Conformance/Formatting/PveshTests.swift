import SpoolFormatting
import SpoolSpec
import Testing

/// A `pvesh` line does what the request did, whatever the request holds, in every shell that is here.
@Suite struct PveshTests {
    private let renderer = EventRenderer(format: .pvesh, hidesSecrets: false)

    private func line(_ method: String, _ path: String, _ params: JSONValue = .null) -> String {
        renderer.text(Event(method: method, path: path, params: params))
    }

    @Test func `the four methods have the names that pvesh gives them`() {
        #expect(line("GET", "/nodes") == "pvesh get /nodes\n")
        #expect(
            line("POST", "/nodes/x/qemu", ["vmid": 100, "name": "a b"])
                == "pvesh create /nodes/x/qemu --name 'a b' --vmid 100\n")
        #expect(line("PUT", "/pools/p", ["comment": ""]) == "pvesh set /pools/p --comment ''\n")
        // pvesh would take it for a yes.
        #expect(line("DELETE", "/nodes/x/qemu/1", ["purge": ""]).utf8.starts(with: "# pvesh may take".utf8))
        #expect(line("DELETE", "", [:]) == "pvesh delete /\n")
    }

    @Test func `lists are repeated, truth is 1 and 0, null is left out, objects are JSON`() {
        let params: JSONValue = [
            "b": ["x", "y z", true, nil], "aa": false, "c": nil, "d": [], "e": 1.5, "f": ["k": [1, "v"]],
            "g": ["old": 1], "g": -1,
        ]
        #expect(
            line("PUT", "/a", params)
                == #"pvesh set /a --aa 0 --b x --b 'y z' --b 1 --e 1.5 --f '{"k":[1,"v"]}' --g=-1"# + "\n")
    }

    @Test func `what cannot be shown is spelled out, and line feeds come from a variable`() {
        #expect(
            line("PUT", "/a", ["c": "it's\n\u{1B}[0m\n"])
                == #"NL=$(printf '\n.'); NL=${NL%.}; pvesh set /a --c 'it'\''s'"$NL""$(printf '\033')"'[0m'"$NL""#
                + "\n")
    }

    @Test(arguments: Shell.installed) func `every value arrives as it was`(_ shell: Shell) {
        let script = HostileText.values.map { line("POST", "/nodes/x", ["notes": .string($0)]) }.joined()
        let expected = HostileText.values.map { value in
            value.utf8.first == UInt8(ascii: "-") ? ["--notes=\(value)"] : ["--notes", value]
        }
        let calls = shell.arguments(given: script)
        #expect(calls?.count == expected.count)
        for (call, words) in zip(calls ?? [], expected) {
            #expect(call == (["pvesh", "create", "/nodes/x"] + words).map([UInt8].init))
        }
    }

    @Test(arguments: Shell.installed) func `so does the path`(_ shell: Shell) {
        let script = HostileText.values.map { line("DELETE", "/" + $0, ["v": "w"]) }.joined()
        let calls = shell.arguments(given: script)
        #expect(calls?.count == HostileText.values.count)
        for (call, text) in zip(calls ?? [], HostileText.values) {
            #expect(call == ["pvesh", "delete", "/" + text, "--v", "w"].map([UInt8].init))
        }
    }

    @Test func `a name that options cannot have makes a comment, not another option`() {
        let names = [
            "", "-x", "--", "a=b", "a b", "a.b", "a'b", "jörg", "output-format", "OUTPUT-FORMAT", "out",
            "noproxy",
            "api_path", "h", "a\0",
        ]
        for name in names {
            let text = line("PUT", "/a", .object(JSONObject(members: [(name, "v")])))
            #expect(text.utf8.starts(with: "# ".utf8), "\(name): \(text)")
        }
    }
}
