internal import SpoolSpec

extension Catalogue {
    /// Which members of a request count: the two that are known, and of each the last.
    static let scanMemberCases: [Case] = [
        Case("SCAN-7/unknown members", judges: ["SCAN-7"], role: .worker) { scene in
            try unknownMembers.judge(scene, "SCAN-7")
        },
        Case("SCAN-7/members given twice", judges: ["SCAN-7"], role: .worker) { scene in
            try membersTwice.judge(scene, "SCAN-7")
        },
    ]

    private static let changing = FilterTable.event("POST", user: "root@pam")
    private static let reading = FilterTable.event("GET", user: "root@pam")
    private static let another = FilterTable.event("POST", user: "alma@pam")
    private static let anotherReading = FilterTable.event("GET", user: "alma@pam")
    private static let probes = [changing, reading, another, anotherReading]

    private static var unknownMembers: FilterTable {
        let unknown = [
            "\"comment\":\"\"", "\"x\":null", "\"x\":{}", "\"x\":[]",
            "\"x\":{\"userid\":\"alma@pam\",\"all\":1}",
            "\"x\":[{\"all\":1},[[\"userid\"]]]", "\"x\":1e5", "\"x\":-0.5", "\"x\":false", "\"\":1",
            "\"User\":\"alma@pam\"", "\"user\":\"alma@pam\"", "\"USERID\":\"alma@pam\"",
            "\"Userid\":\"alma@pam\"",
            "\"userid \":\"alma@pam\"", "\" userid\":\"alma@pam\"", "\"userid\\u0000\":\"alma@pam\"",
            "\"All\":1", "\"ALL\":1", "\"all \":1", "\" all\":1", "\"all\\u0000\":1", "\"al\":1",
            "\"alll\":1",
            "\"id\":\"34\"", "\"id\":34", "\"pid\":1", "\"checked\":0", "\"method\":\"GET\"",
            "\"methods\":[\"GET\"]", "\"proxied\":1", "\"path\":\"/\"", "\"limit\":0", "\"until\":0",
            "\"format\":2", "\"version\":\"2\"", "\"__proto__\":{\"all\":1}", "\"\\ud83d\\ude00\":1",
            "\"x\":\"\\u0000\\u2028\"", "\"x\":9007199254740993", "\"x\":\"}\"",
        ]
        var rows: [FilterTable.Row] = []
        for member in unknown {
            rows.append(("{\"userid\":\"root@pam\",\"all\":0,\(member)}", [changing]))
            rows.append(("{\(member),\"all\":1,\"userid\":null}", probes))
        }
        let many = (0..<500).map { "\"member \($0)\":\($0)," }.joined()
        rows.append(("{\(many)\"userid\":\"root@pam\",\"all\":1}", [changing, reading]))
        rows.append(("{\"x\":1}", [changing, another]))
        return FilterTable(probes: probes, rows: rows)
    }

    private static var membersTwice: FilterTable {
        FilterTable(
            probes: probes,
            rows: [
                ("{\"all\":0,\"all\":1}", probes), ("{\"all\":1,\"all\":0}", [changing, another]),
                ("{\"all\":1,\"all\":false}", [changing, another]), ("{\"all\":false,\"all\":true}", probes),
                ("{\"all\":1,\"all\":null}", [changing, another]), ("{\"all\":null,\"all\":\"1\"}", probes),
                ("{\"all\":1,\"all\":1,\"all\":0}", [changing, another]),
                ("{\"all\":0,\"all\":0,\"all\":1}", probes),
                ("{\"all\":0,\"\\u0061ll\":1}", probes),
                ("{\"\\u0061ll\":1,\"all\":0}", [changing, another]),
                ("{\"all\":1,\"userid\":\"root@pam\",\"all\":0}", [changing]),
                ("{\"userid\":\"alma@pam\",\"all\":1,\"userid\":\"root@pam\"}", [changing, reading]),
                ("{\"userid\":\"root@pam\",\"all\":1,\"userid\":\"alma@pam\"}", [another, anotherReading]),
                ("{\"userid\":\"root@pam\",\"userid\":null}", [changing, another]),
                ("{\"userid\":\"root@pam\",\"userid\":\"\",\"all\":1}", probes),
                ("{\"userid\":null,\"userid\":\"root@pam\",\"all\":1}", [changing, reading]),
                ("{\"userid\":\"root@pam\",\"\\u0075serid\":\"alma@pam\"}", [another]),
                (
                    "{\"userid\":\"root@pam\",\"all\":1,\"x\":{\"userid\":\"alma@pam\",\"all\":0}}",
                    [changing, reading]
                ),
            ])
    }
}
