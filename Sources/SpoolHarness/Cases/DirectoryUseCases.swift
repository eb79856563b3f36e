internal import SpoolSpec
internal import SpoolSystem

/// DIR-5 and START-4 as version 1.1 has them: what a start leaves as it is.
extension Catalogue {
    static let directoryUseCases: [Case] = [
        Case("DIR-5/a link behind a slash", judges: ["DIR-5"], role: .client, since: "1.1") { scene in
            let right = scene.otherSpool("right")
            try right.make()
            try scene.surroundings.plant(.symbolicLink(to: right.path), "link")
            for behind in ["/", "/.", "//", "/./", "/.//."] {
                try expectRefusal(scene, "link" + behind, "a symbolic link with '\(behind)' behind its name")
            }
        },
        Case("DIR-5/a directory for another use", judges: ["DIR-5"], role: .client, since: "1.1") { scene in
            let contents: [(kind: PlantedKind, name: FileName)] = [
                (.file(Array("mine\n".utf8)), "notes.txt"), (.directory, "subdirectory"),
                (.file([]), ".hidden"),
                (.symbolicLink(to: "nowhere"), "link"), (.file([]), "12.req.bak"), (.fifo, "pipe"),
            ]
            for (number, mode) in ([0o755, 0o1777, 0o700, 0o750, 0o711, 0o2755] as [UInt32]).enumerated() {
                let spool = scene.otherSpool("use-\(number)")
                try spool.make(mode: mode, group: scene.permissions.otherUsers.reason == nil ? 0 : nil)
                try spool.plantRequest(stranger)
                let (kind, name) = contents[number]
                try spool.plant(kind, name, mode: 0o600)
                let what = "a directory with mode 0\(String(mode, radix: 8)) that holds \(name) too"
                try expectRefusal(scene, "use-\(number)", what)
            }
        },
        Case("DIR-5/a start that fails", judges: ["DIR-5"], role: .client, since: "1.1") { scene in
            for (number, mode) in ([0o755, 0o700, 0o1777] as [UInt32]).enumerated() {
                let spool = scene.otherSpool("fails-\(number)")
                try spool.make(mode: mode, group: scene.permissions.otherUsers.reason == nil ? 0 : nil)
                let client = try scene.client(ProcessOptions(spoolPath: spool.path))
                let id = String(client.processID)
                let what: String
                if number == 1 {
                    try spool.plant(.directory, .events(id), mode: 0o770)
                    try spool.plant(.file([]), FileName(id + ".events/kept"))
                    what = "a directory stands under the name of its events file"
                } else {
                    try spool.plantRequest(id)
                    what = "its id is in use"
                }
                let before = try spool.snapshot()
                let outcome = try client.tryStart(within: 6)
                guard outcome.error != nil else {
                    scene.note("the start succeeded where \(what), so nothing is asked of the directory")
                    continue
                }
                let isUnchanged = try unchanged(spool, before)
                let seen = try words(spool)
                scene.check(
                    "DIR-5", isUnchanged,
                    expected: "a start that fails because \(what) to leave the directory's mode, 0"
                        + "\(String(mode, radix: 8)), and its group as they were",
                    seen: seen)
                try client.end()
            }
        },
        Case("START-4/a directory in place of the events", judges: ["START-4"], role: .client, since: "1.1") {
            scene in
            try scene.makeSpool()
            let client = try scene.client()
            let id = String(client.processID)
            try scene.spool.plant(.directory, .events(id), mode: 0o770)
            try scene.spool.plant(.file([]), FileName(id + ".events/kept"))
            let before = try scene.spool.snapshot()
            let what = "a start whose events file's name is a directory's"
            let outcome = try scene.charging("START-4", expected: "\(what), to fail") {
                try client.tryStart(within: 6)
            }
            scene.check(
                "START-4", outcome.error != nil, expected: "\(what), to fail",
                seen: "it succeeded, with the id \(outcome.value?.text ?? "")")
            if outcome.error == nil { _ = try client.tryStop() }
            try scene.checkEntries("START-4", of: scene.spool, since: before, after: what)
        },
    ]

    /// Lets a client start at a path that is to be refused, and looks that nothing is changed anywhere.
    private static func expectRefusal(
        _ scene: Scene, _ name: String, _ what: String
    ) throws(Interruption) {
        let around = scene.surroundings
        let before = try around.snapshot()
        let client = try scene.client(ProcessOptions(spoolPath: "\(around.path)/\(name)"))
        let expected = "a start whose spool path is \(what) to be refused"
        let outcome = try scene.charging("DIR-5", expected: expected) { try client.tryStart() }
        scene.check(
            "DIR-5", outcome.error != nil, expected: expected,
            seen: "it succeeded, with the id \(outcome.value?.text ?? "")")
        try scene.checkUnchanged("DIR-5", around, since: before)
        try client.end()
    }

    private static func unchanged(_ spool: SpoolDirectory, _ before: Snapshot) throws(Interruption) -> Bool {
        let now = try spool.ownStatus()
        return now?.mode == before.directory?.status.mode && now?.group == before.directory?.status.group
    }

    private static func words(_ spool: SpoolDirectory) throws(Interruption) -> String {
        guard let status = try spool.ownStatus() else { return "there is nothing" }
        return "mode 0\(String(status.mode, radix: 8)) and group \(status.group)"
    }
}
