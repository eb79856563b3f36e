internal import SpoolSpec

extension Catalogue {
    /// Which kinds of events a recorder gets: methods, `all`, `proxied`.
    static let filterFlagCases: [Case] = [
        Case("FILTER-3/methods", judges: ["FILTER-3"], role: .worker) { scene in
            try methods.judge(scene, "FILTER-3")
        },
        Case("FILTER-4/values of all", judges: ["FILTER-4"], role: .worker) { scene in
            try valuesOfAll.judge(scene, "FILTER-4")
        },
        Case("FILTER-6/values of proxied", judges: ["FILTER-6"], role: .worker) { scene in
            try valuesOfProxied.judge(scene, "FILTER-6")
        },
    ]

    private static var methods: FilterTable {
        let changing = ["POST", "PUT", "DELETE"]
        let others = [
            "GET", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND", "post", "put", "delete",
            "Post",
            "Put", "Delete", "pOST", "POSt", "POST ", " POST", "PUT\n", "DELETE\0", "\0POST", "POSTS", "POS",
            "PU",
            "UT", "DELETED", "DELET", "PUTPOST", "POST,PUT", "POST|PUT", "P", "", " ", "*", "0", "1", "ＰＯＳＴ",
            "РOST", "PO\u{301}ST", "DEL\u{200b}ETE", "GET POST", "GETPOST",
        ]
        let taken = changing.map { FilterTable.event($0, user: "root@pam") }
        let left =
            others.map { FilterTable.event($0, user: "root@pam") }
            + ["\"userid\":\"root@pam\"", "\"method\":null,\"userid\":\"root@pam\"", ""]
        let withUser = (taken + left).filter { !$0.isEmpty }
        return FilterTable(
            probes: taken + left,
            rows: [
                ("{\"userid\":null,\"all\":0}", taken), ("{}", taken), ("{\"userid\":\"root@pam\"}", taken),
                ("{\"userid\":\"root@pam\",\"all\":false}", taken), ("{\"userid\":\"\",\"all\":null}", taken),
                ("{\"userid\":null,\"all\":1}", taken + left), ("{\"all\":true}", taken + left),
                ("{\"userid\":\"root@pam\",\"all\":1}", withUser),
                ("{\"userid\":\"alma@pam\",\"all\":1}", []),
            ])
    }

    private static var valuesOfAll: FilterTable {
        let changing = ["POST", "PUT", "DELETE"].map { FilterTable.event($0, user: "root@pam") }
        let reading = ["GET", "PATCH", "post"].map { FilterTable.event($0, user: "root@pam") }
        let unset = ["null", "false", "0", "0.0", "\"\"", "\"0\"", "\"\\u0030\""]
        let set = ["true", "1", "\"1\"", "\"\\u0031\""]
        var rows: [FilterTable.Row] = [("{}", changing), ("{\"userid\":\"root@pam\"}", changing)]
        for value in unset {
            rows.append(("{\"all\":\(value)}", changing))
            rows.append(("{\"userid\":\"root@pam\",\"all\":\(value)}", changing))
        }
        for value in set {
            rows.append(("{\"all\":\(value)}", changing + reading))
            rows.append(("{\"all\": \(value) ,\"userid\":\"root@pam\"}", changing + reading))
        }
        return FilterTable(probes: changing + reading, rows: rows)
    }

    private static var valuesOfProxied: FilterTable {
        let own = ["", "null", "false", "0", "\"\"", "\"0\""].map { probe("POST", proxied: $0) }
        let ownReading = ["", "null", "false", "0", "\"\"", "\"0\""].map { probe("GET", proxied: $0) }
        let passedOn = ["true", "1", "\"1\""].flatMap {
            [probe("POST", proxied: $0), probe("GET", proxied: $0)]
        }
        // What is proxied is told by the event's own member alone.
        let misleading = [
            "\"params\":{\"proxied\":1},\"method\":\"POST\",\"userid\":\"root@pam\"",
            "\"params\":{\"proxied\":1},\"method\":\"POST\",\"userid\":\"root@pam\",\"proxied\":0",
            "\"Proxied\":1,\"method\":\"POST\",\"userid\":\"root@pam\"",
        ]
        return FilterTable(
            probes: own + ownReading + passedOn + misleading,
            rows: [
                ("{}", own + misleading), ("{\"all\":1}", own + ownReading + misleading),
                ("{\"userid\":\"root@pam\",\"all\":1}", own + ownReading + misleading),
                ("{\"userid\":\"root@pam\"}", own + misleading),
                ("{\"all\":1,\"proxied\":1}", own + ownReading + misleading),
                ("{\"userid\":\"alma@pam\",\"all\":1}", []),
            ])
    }

    private static func probe(_ method: String, proxied value: String) -> String {
        let event = FilterTable.event(method, user: "root@pam")
        return value.isEmpty ? event : event + ",\"proxied\":" + value
    }
}
