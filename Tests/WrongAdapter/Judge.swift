import Glibc
import SpoolHarness
import SpoolSpec
import SpoolSystem

/// A judge in a process of its own, so that a test can see what it costs: plays one case in a plain directory and
/// writes the result, and then the most memory it ever took, a line each.
enum Judge {
    /// - Parameter arguments: a case of ``WrongCases`` and a ``Fault``.
    static func run(_ arguments: [String]) throws -> Int32 {
        guard arguments.count == 2, let entry = WrongCases.all.first(where: { $0.name == arguments[0] })
        else {
            return 64
        }
        let own = try Paths.executable()
        var job = StageJob(.play(entry.name), candidate: AdapterCommand([own, arguments[1]]))
        job.deadlineSeconds = 3
        let root = "/tmp/wrong-adapter-\(getpid())"
        try FileSystem.makeDirectory(root, mode: 0o755)
        let result = StageProgram.play(entry, job, in: .plain(root))
        try FileSystem.removeDirectory(root + "/outside")
        try FileSystem.removeDirectory(root)
        print(result.json)
        // Not `getrusage`: what it tells begins with what the process that forked this one had.
        guard let peak = ProcessTable.peakMemory(getpid()) else { return 1 }
        print(peak >> 10)
        return 0
    }
}

extension World {
    /// A world without any privilege: a directory.
    static func plain(_ root: String) -> World {
        World(
            root: root, permissions: Permissions(everything: .missing("this is a test")), server: nil,
            groupName: "root", group: UserIdentity.effective.group, environment: .inherited)
    }
}

/// Cases that ask little of a recorder, for it is not the recorder that is wrong here.
enum WrongCases {
    static let all: [Case] = [
        Case("one record", judges: ["HOOK-1"], role: .worker) { scene in
            try scene.worker().record(scene.event(), within: 1)
        },
        Case("one record that must return", judges: ["HOOK-1", "NAME-1"], role: .worker) { scene in
            try scene.worker().record(scene.event(), mustReturnFor: "HOOK-1", within: 1)
        },
        Case("many records at once", judges: ["HOOK-1"], role: .worker) { scene in
            try scene.worker().record(all: (0..<500).map { _ in scene.event() }, within: 2)
        },
        Case("one record with much time", judges: ["HOOK-1"], role: .worker) { scene in
            try scene.worker().record(scene.event(), within: 30)
        },
        Case("many megabytes at once", judges: ["HOOK-1"], role: .worker) { scene in
            let text = String(repeating: "x", count: 1 << 20)
            try scene.worker().record(
                all: (0..<20).map { _ in scene.event(params: ["text": .string(text)]) }, within: 1)
        },
        Case("killed by the suite", judges: ["HOOK-1"], role: .worker) { scene in
            let worker = try scene.worker()
            try worker.kill()
            scene.checkEqual("HOOK-1", "how it ended", "\(String(describing: worker.process.exitStatus))", "")
        },
        Case("a recorder that does well", judges: ["NAME-1"], role: .worker) { scene in
            try scene.worker().advance(seconds: 1)
        },
        Case("no such role", judges: ["LOCK-1"], role: .client) { scene in _ = try scene.client() },
        Case("a clause that it does not judge", judges: ["NAME-1"], role: .worker) { scene in
            scene.check("NAME-2", true, expected: "nothing", seen: "nothing")
        },
        Case("too slow", judges: ["NAME-1"], role: .worker, secondsMax: 0.5) { scene in
            try scene.sleep(seconds: 1000)
        },
        Case("a suite that crashes", judges: ["NAME-2"], role: .worker) { _ in abort() },
        Case("a suite that hangs", judges: ["NAME-3"], role: .worker, secondsMax: 0.1) { _ in
            while true { sleep(1000) }
        },
    ]
}
