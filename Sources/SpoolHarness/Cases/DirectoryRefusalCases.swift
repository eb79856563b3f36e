internal import SpoolSpec
internal import SpoolSystem

/// DIR-5 and DIR-6: what a start does not take for a spool.
extension Catalogue {
    static let directoryRefusalCases: [Case] = [
        Case("DIR-5/symbolic links", judges: ["DIR-5"], role: .client) { scene in
            let around = scene.surroundings
            try around.plant(.directory, "open", mode: 0o755)
            try scene.otherSpool("open").plant(.file([0x2E]), "kept", mode: 0o644)
            try scene.otherSpool("right").make()
            try around.plant(.file([0x2E]), "file", mode: 0o600)
            let links: [(name: FileName, target: String)] = [
                ("to-open", around.path + "/open"), ("to-right", around.path + "/right"),
                ("by-name", "open"), ("to-link", "to-open"), ("to-nothing", around.path + "/nothing"),
                ("to-file", "file"), ("to-itself", "to-itself"),
            ]
            for (name, target) in links {
                try around.plant(.symbolicLink(to: target), name)
                try expectRefusal(scene, name, "a symbolic link to \(target)")
            }
        },
        Case("DIR-5/no directory", judges: ["DIR-5"], role: .client) { scene in
            let kinds: [(name: FileName, kind: PlantedKind)] = [
                ("file", .file(Array("mine\n".utf8))), ("empty", .file([])), ("fifo", .fifo),
                ("socket", .socket),
                ("second-name", .hardLink(to: scene.surroundings.path + "/file")),
            ]
            for (name, kind) in kinds {
                try scene.surroundings.plant(kind, name, mode: 0o640)
                try expectRefusal(scene, name, "no directory (\(name))")
            }
        },
        Case("DIR-5/a device", judges: ["DIR-5"], role: .client, needs: [.deviceNodes]) { scene in
            try scene.surroundings.plant(.nullDevice, "device")
            try expectRefusal(scene, "device", "a device")
        },
        Case("DIR-5/another user's directory", judges: ["DIR-5"], role: .client, needs: [.otherUsers]) {
            scene in
            for mode in [0o2770, 0o777, 0o755] as [UInt32] {
                let name = "theirs-\(String(mode, radix: 8))"
                let theirs = scene.otherSpool(name)
                try theirs.make(mode: mode, owner: theirs.workers.user)
                try theirs.plant(.file([0x2E]), "kept", mode: 0o644)
                try expectRefusal(scene, FileName(name), "a directory of user \(theirs.workers.user)")
            }
        },
        Case("DIR-5/our own with another mode", judges: ["DIR-5"], role: .client) { scene in
            for mode in [0o700, 0o755, 0o777, 0o770, 0o2777, 0o1777, 0o3770, 0o6770, 0o2700] as [UInt32] {
                let spool = scene.otherSpool("mode-\(String(mode, radix: 8))")
                try spool.make(mode: mode)
                try spool.plantRequest(stranger)
                let before = try spool.snapshot()
                let client = try scene.client(ProcessOptions(spoolPath: spool.path))
                _ = try client.start(mustSucceedFor: "DIR-5")
                try checkDirectory(
                    scene, "DIR-5", spool, "a start in our own that had mode 0\(String(mode, radix: 8))")
                try scene.checkUnchanged(
                    "DIR-5", [.request(stranger)], of: spool, since: before, after: "that start")
                try client.end()
            }
        },
        Case("DIR-5/a starter who is not root", judges: ["DIR-5"], role: .client, needs: [.otherUsers]) {
            scene in
            let spool = scene.otherSpool("own")
            try spool.make(owner: spool.workers.user)
            let client = try scene.client(ProcessOptions(user: .server, spoolPath: spool.path))
            _ = try client.start(mustSucceedFor: "DIR-5")
            try checkDirectory(scene, "DIR-5", spool, "a start in the starter's own")
            try client.end()
        },
        Case("DIR-5/what cannot be set right", judges: ["DIR-5"], role: .client, needs: [.otherUsers]) {
            scene in
            // Told of a success, nobody looks whether others can read what is recorded.
            let modeCalls = ["fchmod", "chmod", "fchmodat", "fchmodat2"]
            let groupCalls = ["fchown", "chown", "fchownat", "lchown"]
            let tries = [(modeCalls, false), (modeCalls, true), (groupCalls, true)]
            for (number, (calls, hasOtherGroup)) in tries.enumerated() {
                let spool = scene.otherSpool("fails-\(number)")
                try spool.make(mode: 0o2777)
                if hasOtherGroup {
                    try spool.doing("give \(spool.path) another group") { () throws(Errno) in
                        try FileSystem.setOwner(spool.path, owner: nil, group: 0)
                    }
                }
                let client = try scene.client(ProcessOptions(spoolPath: spool.path))
                let traced = try scene.follow(client.process, as: client.processID)
                traced.before = { call in
                    calls.contains(call.name) && call.path == spool.path
                        ? .fail(Errno.notPermitted.rawValue) : .none
                }
                let outcome = try client.tryStart()
                traced.before = { _ in .none }
                if outcome.error == nil {
                    try checkDirectory(
                        scene, "DIR-5", spool, "a start that succeeded, though \(calls[0])(2) had failed")
                }
                try client.end()
            }
        },
        Case("DIR-6/no such group", judges: ["DIR-6"], role: .client) { scene in
            let group = "spool-check-none"
            for (number, isThere) in [false, true].enumerated() {
                let spool = scene.otherSpool("spool-\(number)")
                if isThere { try spool.make() }
                let client = try scene.client(
                    ProcessOptions(spoolPath: spool.path, environment: ["SPOOL_GROUP": group]))
                let outcome = try client.tryStart()
                let names = outcome.error.map { $0.utf8.contains(group.utf8) } ?? false
                let place = isThere ? "a directory that is there" : "a directory that is still missing"
                scene.check(
                    "DIR-6", names,
                    expected:
                        "a start in \(place) to end with an error that names the missing group \(group)",
                    seen: outcome.error.map { "the error: \($0)" } ?? "it succeeded")
            }
        },
    ]

    /// Lets a client start where a spool is not to be taken, and looks that nothing is changed anywhere.
    private static func expectRefusal(
        _ scene: Scene, _ name: FileName, _ what: String
    ) throws(Interruption) {
        let path = "\(scene.surroundings.path)/\(name)"
        let before = try scene.surroundings.snapshot()
        let client = try scene.client(ProcessOptions(spoolPath: path))
        let outcome = try scene.charging(
            "DIR-5", expected: "a start whose spool path is \(what) to be refused"
        ) {
            try client.tryStart()
        }
        scene.check(
            "DIR-5", outcome.error != nil, expected: "a start whose spool path is \(what) to be refused",
            seen: "it succeeded, with the id \(outcome.value?.text ?? "")")
        try scene.checkUnchanged("DIR-5", scene.surroundings, since: before)
        try client.end()
    }
}
