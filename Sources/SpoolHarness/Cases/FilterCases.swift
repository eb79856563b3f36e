internal import SpoolSpec

extension Catalogue {
    /// Whose events a recorder gets.
    static let filterCases: [Case] = [
        Case("FILTER-1/everybody's events", judges: ["FILTER-1"], role: .worker) { scene in
            try everybody.judge(scene, "FILTER-1")
        },
        Case("FILTER-2/one user's events", judges: ["FILTER-2"], role: .worker) { scene in
            try oneUser.judge(scene, "FILTER-2")
        },
        Case("FILTER-2/users of every length", judges: ["FILTER-2"], role: .worker) { scene in
            try lengths.judge(scene, "FILTER-2")
        },
        Case("FILTER-5/nothing is trimmed or folded", judges: ["FILTER-5"], role: .worker) { scene in
            try lookalikes.judge(scene, "FILTER-5")
        },
        Case("FILTER-5/escapes", judges: ["FILTER-5"], role: .worker) { scene in
            try escapes.judge(scene, "FILTER-5")
        },
    ]

    private static func user(_ name: String) -> String { FilterTable.event(user: name) }

    /// The events of these users.
    private static func users(_ names: [String]) -> [String] { names.map { user($0) } }

    /// A request for these texts as they stand between the quotes, all methods.
    private static func request(raw user: String) -> String { "{\"userid\":\"\(user)\",\"all\":1}" }

    private static func request(_ user: String) -> String {
        "{\"all\":1,\"userid\":\(JSONValue.string(user).description)}"
    }

    private static var everybody: FilterTable {
        let probes =
            [
                FilterTable.event(user: nil), "\"method\":\"POST\",\"userid\":null", user(""),
                user("root@pam"), user("root@pam!ci"), user("0"), user(" "), user("!"), user("\0"),
                user("null"),
            ]
            + ["PUT", "DELETE"].map { FilterTable.event($0, user: nil) }
        let requests = [
            "{\"all\":1}", "{\"userid\":null,\"all\":1}", "{\"userid\":\"\",\"all\":1}", "{}",
            "{\"userid\":null}", "{\"userid\":\"\"}", "{\"all\":0}", "{\"userid\":null,\"all\":0}",
            "{\"all\":false,\"userid\":\"\"}", "{\"all\":true,\"userid\":null}",
        ]
        return FilterTable(probes: probes, rows: requests.map { ($0, probes) })
    }

    private static var oneUser: FilterTable {
        let names = [
            "root@pam", "root@pam!ci", "root@pam!", "root@pam!ci!x", "root@pam!!", "root@pam!CI", "root@pame",
            "root@pam.org", "root@pam ", "root@pam !ci", "root@pam-ci", "root@pam\"!", "root@pam\n!ci",
            "root@pam\n",
            "root@pa", "root", "r", "root@", "@pam", "oot@pam", "xroot@pam", " root@pam", "!root@pam",
            "ROOT@pam", "Root@pam", "root@PAM", "root@pam\0!ci",
            "root@pve", "alma@pam", "alma@pam!root@pam", "x!root@pam", "0", "0!0", "00", "!", "!!", "null",
        ]
        let nobody = [FilterTable.event(user: nil), "\"method\":\"POST\",\"userid\":null", user("")]
        let taken: [(String, [String])] = [
            (
                "root@pam",
                ["root@pam", "root@pam!ci", "root@pam!", "root@pam!ci!x", "root@pam!!", "root@pam!CI"]
            ),
            ("root@pam!ci", ["root@pam!ci", "root@pam!ci!x"]),
            ("root@pam!", ["root@pam!", "root@pam!!"]),
            ("root@pam!!", ["root@pam!!"]),
            ("root@pame", ["root@pame"]), ("root@pa", ["root@pa"]), ("root", ["root"]),
            ("ROOT@pam", ["ROOT@pam"]),
            ("root@pam ", ["root@pam ", "root@pam !ci"]), ("root@pam\0", ["root@pam\0!ci"]),
            ("alma@pam", ["alma@pam", "alma@pam!root@pam"]), ("alma", []), ("x", ["x!root@pam"]),
            ("0", ["0", "0!0"]), ("!", ["!", "!!"]), ("null", ["null"]), ("nobody@pam", []), ("*", []),
            (".*", []), ("root@pa.", []), ("root@pam|alma@pam", []), ("%", []), ("root@pam!*", []),
            ("^root", []), ("(", []), ("[a-z]+@pam", []), ("\\", []), ("$", []), ("-1", []), ("false", []),
            (" ", []),
        ]
        return FilterTable(
            probes: users(names) + nobody, rows: taken.map { (request($0.0), users($0.1)) })
    }

    private static var lengths: FilterTable {
        // Up to what one request holds: only the last character tells two names apart.
        var probes: [String] = []
        var rows: [FilterTable.Row] = []
        for length in [1, 15, 16, 31, 63, 64, 127, 255, 256, 1023, 1024, 4095, 4096, 60_000] {
            let name = String(repeating: "u", count: length - 1)
            let own = users([name + "a", name + "a!t"])
            probes += own + users([name + "b", name + "ab", name + "b!t"])
            rows.append((request(name + "a"), own))
        }
        return FilterTable(probes: probes, rows: rows)
    }

    private static var lookalikes: FilterTable {
        // Each of these is another text than all the others, whatever they look like.
        let names = [
            "josé@pam", "jose\u{301}@pam", "jose@pam", "JOSÉ@pam", "jos\u{e9}\u{200b}@pam", "Å@pam",
            "\u{212b}@pam",
            "A\u{30a}@pam", "ﬁ@pam", "fi@pam", "straße@pam", "strasse@pam", "STRASSE@pam", "K@pam",
            "\u{212a}@pam",
            "k@pam", "İ@pam", "i@pam", "ı@pam", "I@pam", "ｒｏｏｔ@pam", "root@pam", "root＠pam", "root@ｐam",
            "rооt@pam", "root@pam\u{301}", "root@pam\u{200d}", "root@pam\u{feff}", "\u{feff}root@pam",
            "root@pam\u{a0}", "\u{a0}root@pam", "root@pam\t", "\troot@pam", "root@pam\n", "root@pam\r\n",
            "root@pam\r", " root@pam", "root@pam\0", "\0root@pam", "root\0@pam", "root@pam/", "root@pam.",
            "한@pam", "\u{1112}\u{1161}\u{11ab}@pam", "Ω@pam", "\u{2126}@pam", "①@pam", "1@pam", "٣@pam",
            "3@pam",
            "😀@pam", "😀\u{fe0f}@pam", "👨\u{200d}👩@pam", "👨👩@pam", "\u{10ffff}@pam", "\u{ffff}@pam",
            "\u{fffd}@pam", "e\u{301}\u{323}@pam", "e\u{323}\u{301}@pam", "\u{1e9}@pam", "1e0@pam", "1@pam!1",
        ]
        var rows: [FilterTable.Row] = names.map { name in
            (request(name), users([name] + (name.utf8.elementsEqual("1@pam".utf8) ? ["1@pam!1"] : [])))
        }
        // A mark that joins the `!` makes one sign of the two for the eye, and stays two characters.
        let marked = ["root@ram!\u{301}ci", "root@ram\u{301}!ci", "root@ram！ci", "root@ram\u{1c3}ci"]
        rows.append((request("root@ram"), users([marked[0]])))
        rows.append((request("root@ram\u{301}"), users([marked[1]])))
        return FilterTable(probes: users(names) + users(marked), rows: rows)
    }

    private static var escapes: FilterTable {
        // The same text in other writings, in the request and in what the server passes.
        let root = user("root@pam")
        let rootEscaped = "\"method\":\"PO\\u0053T\",\"us\\u0065rid\":\"r\\u006f\\u006Ft\\u0040pam\""
        let face = user("😀@pam")
        let faceEscaped = "\"method\":\"POST\",\"userid\":\"\\ud83d\\uDE00@pam\""
        let odd = user("a/\"\\\u{8}\u{c}\n\r\t\u{1f}\u{7f}@pam!t")
        let literal = user("r\\u006fot@pam")
        return FilterTable(
            probes: [root, rootEscaped, face, faceEscaped, odd, literal],
            rows: [
                (request(raw: "root@pam"), [root, rootEscaped]),
                (
                    request(raw: "\\u0072\\u006f\\u006f\\u0074\\u0040\\u0070\\u0061\\u006d"),
                    [root, rootEscaped]
                ),
                (request(raw: "r\\u006Fot@pam"), [root, rootEscaped]),
                (request(raw: "r\\\\u006fot@pam"), [literal]),
                (request(raw: "😀@pam"), [face, faceEscaped]),
                (request(raw: "\\uD83D\\ude00@pam"), [face, faceEscaped]),
                (request(raw: "a\\/\\\"\\\\\\b\\f\\n\\r\\t\\u001F\\u007f@pam"), [odd]),
                (
                    request(raw: "a/\\u0022\\u005C\\u0008\\u000c\\u000A\\u000d\\u0009\\u001f\\u007F@pam"),
                    [odd]
                ),
                (
                    request(
                        raw: "a/\\u0022\\u005C\\u0008\\u000c\\u000A\\u000d\\u0009\\u001f\\u007F@pam\\u0021t"),
                    [odd]
                ),
                (request(raw: "\\u0000root@pam"), []), (request(raw: "root@pam\\u0000"), []),
                (request(raw: "\\u0020root@pam"), []), (request(raw: "\\uFEFFroot@pam"), []),
            ])
    }
}
