internal import SpoolSpec
internal import SpoolSystem

/// START-1 and START-2: what a start leaves in the spool.
extension Catalogue {
    static let startCases: [Case] = [
        Case("START-1/filters", judges: ["START-1"], role: .client) { scene in
            let users: [String?] = [
                nil, "root@pam", "Root@PAM", "", "0", "null", "root@pam!ci", "\u{E4}\u{308}\u{1F600}@pve",
                "a\"b\\c/d@pam",
                " @ ", "\u{0}\u{1}\n\t\u{7F}@x", "\u{2028}\u{10FFFF}", "%00${x}'@pam", "1e3", "true",
                String(repeating: "u", count: 5000) + "@pam",
            ]
            let client = try scene.client()
            for user in users {
                for all in [false, true] {
                    let filter = Filter(userid: user, all: all)
                    let id = try client.start(filter, mustSucceedFor: "START-1")
                    try expectRequest(scene, id, filter, "a start")
                    try client.stop()
                }
            }
        },
        Case("START-1/as long as it lasts", judges: ["START-1"], role: .client) { scene in
            let filters = [
                Filter(userid: "alice@pam", all: false), Filter(userid: nil, all: true),
                Filter(userid: "bob@pam", all: true),
            ]
            let recordings = try filters.map { filter in
                let client = try scene.client()
                return (client: client, id: try client.start(filter, mustSucceedFor: "START-1"))
            }
            for (recording, filter) in zip(recordings, filters) {
                try expectRequest(scene, recording.id, filter, "three starts")
            }
            try recordings[0].client.advance(seconds: 2.5)
            try recordings[1].client.stop()
            try expectRequest(scene, recordings[0].id, filters[0], "2.5 s and another's stop")
            try expectRequest(scene, recordings[2].id, filters[2], "another's stop")
        },
        Case("START-2/old events", judges: ["START-2"], role: .client) { scene in
            try scene.makeSpool()
            let client = try scene.client()
            let name = client.recordingID
            let old: [(what: String, text: String)] = [
                ("a line", line(0)), ("a torn line", "{\"path\":\"/old/"), ("nothing", ""),
                ("3000 lines", (0..<3000).map(line).joined()), ("a line and a torn one", line(0) + "{\"pa"),
            ]
            for (what, text) in old {
                for mode in [0o640, 0o600] as [UInt32] {
                    try scene.spool.plant(
                        .file(Array(text.utf8)), .events(name), mode: mode, owner: scene.spool.workers.user)
                    let id = try client.start(mustSucceedFor: "START-2")
                    try expectEmpty(scene, id, "a start where \(what) stood in \(name).events")
                    try client.stop()
                    try scene.spool.remove(.events(name))
                }
            }
        },
        Case("START-2/its own of before", judges: ["START-2"], role: .client) { scene in
            let client = try scene.client()
            for _ in 0..<3 {
                let id = try client.start(mustSucceedFor: "START-2")
                try expectEmpty(scene, id, "a start")
                try scene.spool.appendEvents(id.text, text: line(1))
                try client.stop()
                // A worker that is late: it makes a file for a recorder that has just gone.
                try scene.spool.appendEvents(id.text, text: line(2))
            }
        },
        Case("START-2/what comes after", judges: ["START-2"], role: .client) { scene in
            try scene.makeSpool()
            let client = try scene.client()
            try scene.spool.appendEvents(client.recordingID, text: line(0))
            let id = try client.start(mustSucceedFor: "START-2")
            try scene.spool.appendEvents(id.text, text: line(1))
            try client.advance(seconds: 2)
            let bytes = try scene.spool.read(.events(id)) ?? []
            scene.check(
                "START-2", bytes.elementsEqual(line(1).utf8),
                expected: "\(id).events to hold the one line that was appended after the start",
                seen: "\(bytes.count) bytes: \(Excerpt.of(bytes, limit: 200))")
        },
    ]

    private static func line(_ number: Int) -> String {
        "{\"path\":\"/old/\(number)\",\"method\":\"POST\"}\n"
    }

    private static func expectRequest(
        _ scene: Scene, _ id: RecorderID, _ filter: Filter, _ event: String
    ) throws(Interruption) {
        let fault = try scene.spool.requestFault(id.text, saying: filter)
        scene.check(
            "START-1", fault == nil,
            expected: "\(id).req to be one JSON object that says the filter "
                + "\(Excerpt.of(filter.encoded(), limit: 120)), after \(event)",
            seen: fault ?? "it does")
    }

    /// Expects that no line stands in a recording that has just begun.
    private static func expectEmpty(_ scene: Scene, _ id: RecorderID, _ event: String) throws(Interruption) {
        let bytes = try scene.spool.read(.events(id)) ?? []
        scene.check(
            "START-2", bytes.isEmpty, expected: "no line in \(id).events after \(event)",
            seen: "\(bytes.count) bytes: \(Excerpt.of(bytes, limit: 120))")
    }
}
