internal import SpoolSpec
internal import SpoolSystem

/// HOOK-2 where a descriptor is easily forgotten: in what a spool may hold besides recorders that come and go, and
/// where a system call fails in the middle.
extension Catalogue {
    static let leakCases: [Case] = [
        Case(
            "HOOK-2/descriptors after all that may happen", judges: ["HOOK-2"], role: .worker,
            needs: [.mountedProc], secondsMax: 60
        ) { scene in
            let restless = try Restless(scene)
            try restless.round {}
            let before = try descriptors(restless.worker)
            for _ in 0..<8 { try restless.round {} }
            try expectNoMore(scene, restless.worker, before, "eight rounds of all that may happen in a spool")
            try restless.end()
            let empty = try descriptors(restless.worker)
            for _ in 0..<8 {
                try restless.worker.advance(seconds: 1)
                try restless.worker.record(scene.event())
            }
            try expectNoMore(scene, restless.worker, empty, "eight scans of an empty spool")
        },

        Case(
            "HOOK-2/descriptors after calls that fail", judges: ["HOOK-2"], role: .worker,
            needs: [.mountedProc], secondsMax: 120
        ) { scene in
            let restless = try Restless(scene)
            let traced = try scene.follow(restless.worker.process, as: restless.worker.processID)
            var index = 0
            while index < callsMax {
                let before = try descriptors(restless.worker)
                guard let call = try round(restless, traced, failing: index) else { break }
                // One more may be what it keeps from now on; six are a leak.
                if try descriptors(restless.worker) > before {
                    for _ in 0..<5 { _ = try round(restless, traced, failing: index) }
                    let what = "\(call.name)(\(call.fileName ?? "")) had failed"
                    try expectNoMore(scene, restless.worker, before, "six rounds in which \(what)")
                }
                traced.forget()
                index += 1
            }
            scene.note("\(index) calls were made to fail")
        },
    ]

    /// A round in which a call fails.
    ///
    /// - Parameter index: which of the worker's calls it is.
    /// - Returns: the call; `nil` where it makes fewer, and none failed.
    private static func round(
        _ restless: Restless, _ traced: TracedProcess, failing index: Int
    ) throws(Interruption) -> ObservedCall? {
        var failed: ObservedCall?
        var seen = 0
        try restless.round { () throws(Interruption) in
            traced.before = { call in
                guard let error = error(of: call) else { return .none }
                seen += 1
                guard seen == index + 1 else { return .none }
                failed = call
                return .fail(error.rawValue)
            }
        } after: {
            traced.before = { _ in .none }
        }
        return failed
    }

    /// Most calls that are made to fail.
    private static let callsMax = 100

    /// The error that a call fails with: a name that is linked is taken at the worst; `nil` where it cannot fail.
    private static func error(of call: ObservedCall) -> Errno? {
        call.canFail(with: .exists) ? .exists : call.errors.first
    }

    private static func expectNoMore(
        _ scene: Scene, _ worker: Worker, _ before: Int, _ what: String
    ) throws(Interruption) {
        let after = try descriptors(worker)
        scene.check(
            "HOOK-2", after <= before + 4,
            expected: "a worker to have no more descriptors after \(what) than before, \(before)",
            seen: "\(after)")
    }
}

/// A spool in which everything happens that makes a worker open and close something.
private final class Restless {
    let worker: Worker
    private var rounds = 0
    private let scene: Scene
    private let living: PlantedRequest
    private let changing: PlantedRequest
    private let junk: PlantedRequest

    init(_ scene: Scene) throws(Interruption) {
        self.scene = scene
        try scene.makeSpool()
        living = try scene.spool.plantRequest("12")
        changing = try scene.spool.plantRequest("34")
        junk = try scene.spool.plantRequest(named: "56.req", contents: Array("[]".utf8))
        try scene.spool.plant(.directory, "78.req")
        // So little that a worker looks at a file's size again and again.
        worker = try scene.worker(ProcessOptions(limitBytes: 16 << 10))
        try worker.record(scene.event())
    }

    /// One round. All that comes in it has gone at its end.
    ///
    /// - Parameters:
    ///   - prepare: what is done before the events that meet it all.
    ///   - after: what is done after them.
    func round(_ prepare: () throws(Interruption) -> Void, after: () -> Void = {}) throws(Interruption) {
        // An orphan, which is swept five seconds after it was seen first.
        try scene.spool.appendEvents("11", text: "{}\n")
        try worker.advance(seconds: 1)
        try worker.record(scene.event())

        let newcomer = try scene.spool.plantRequest("90")
        try scene.spool.plantRequest("91", isLocked: false).release()
        try scene.spool.appendEvents("91", text: "{}\n")
        try scene.spool.remove(.events("12"))
        try scene.spool.remove(.events("34"))
        try changing.rewrite(Filter(userid: "root@pam", all: try scene.spool.exists("34.even")))
        rounds += 1
        try changing.rewrite(Filter(userid: "root@pam", all: rounds % 2 == 0))
        try worker.advance(seconds: 6)
        try prepare()
        try worker.record(scene.event())
        try scene.spool.setMode("12.req", 0o660)
        try worker.record(scene.event())
        after()

        try newcomer.stop()
        try scene.spool.setMode("12.req", 0o640)
        for _ in 0..<2 {
            try worker.advance(seconds: 1)
            try worker.record(scene.event())
        }
        for id in ["11", "91"] {
            try scene.spool.remove(.request(id))
            try scene.spool.remove(.events(id))
        }
        try scene.spool.remove("78.req")
        try scene.spool.plant(.directory, "78.req")
    }

    /// Everybody goes.
    func end() throws(Interruption) {
        for request in [living, changing, junk] { try request.stop() }
        try scene.spool.remove("78.req")
        try worker.advance(seconds: 1)
        try worker.record(scene.event())
    }
}
