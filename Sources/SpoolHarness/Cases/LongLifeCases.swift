internal import SpoolSpec

/// What shows only after long: a clock of 32 bits that overflows, an object that a garbage collector closes.
extension Catalogue {
    static let longLifeCases: [Case] = [
        Case(
            "SCAN-1/a worker that runs for months", judges: ["SCAN-1", "SCAN-2"], role: .worker,
            needs: [.capability(.time)]
        ) { scene in
            try scene.makeSpool()
            let worker = try scene.worker()
            try worker.record(scene.event())
            // Past 2^31 and 2^32 milliseconds, and 2^32 hundredths; and in between, as timers add up.
            for (number, days) in [1.0, 20, 4, 24, 1, 30, 450, 60].enumerated() {
                try worker.advance(seconds: days * 86_400)
                let id = "\(100 + number)"
                let request = try scene.spool.plantRequest(id)
                let event = scene.event()
                try worker.record(event)
                scene.checkEqual(
                    "SCAN-1",
                    "the paths in \(id).events, whose recorder began before the event and days after the "
                        + "worker's last scan,",
                    try scene.spool.paths(id), [event.path])
                request.release()
                try worker.advance(seconds: 1)
                let last = scene.event()
                try worker.record(last)
                let served = try scene.spool.paths(id)
                scene.check(
                    "SCAN-1", !served.contains(last.path),
                    expected:
                        "no line for recorder \(id), which died a second before the event, in a worker that has "
                        + "run for weeks",
                    seen: "\(served)")
            }
        },
        Case("LOCK-1/after much else was asked for", judges: ["LOCK-1"], role: .client) { scene in
            // Each refused start leaves garbage. A collector that finds nobody who holds on to the locked file closes it.
            let client = try scene.client()
            let filter = Filter(userid: "alice@pam", all: true)
            let id = try client.start(filter)
            let long = Filter(userid: String(repeating: "u", count: 30_000), all: true)
            for _ in 0..<300 {
                let outcome = try client.tryStart(long)
                guard outcome.error != nil else {
                    throw Interruption.skipped(
                        "the client began a second recording, which is LOCK-6's concern")
                }
            }
            // What a refused start does to the filter is LOCK-6's concern.
            let state = try scene.spool.lockState(.request(id))
            let words = try scene.spool.lockWords(.request(id))
            scene.check(
                "LOCK-1", state == .exclusive,
                expected: "\(id).req to be locked still, after 300 starts that were refused", seen: words)
        },
        Case("EVENT-3/in the C locale", judges: ["EVENT-3", "FILTER-5"], role: .worker) { scene in
            // A server's locale is not the recorder's choice, and often it has none.
            for locale in ["C", "POSIX", ""] {
                let spool = scene.otherSpool("locale-\(locale)")
                try spool.make()
                let name = "j\u{F6}rg\u{1F600}@pam"
                try spool.plantRequest("12", Filter(userid: name, all: true))
                try spool.plantRequest("34")
                let worker = try scene.worker(
                    ProcessOptions(
                        spoolPath: spool.path,
                        environment: [
                            "LC_ALL": locale, "LANG": locale, "LC_CTYPE": nil, "LANGUAGE": nil,
                            "PYTHONUTF8": nil,
                        ]))
                let event = scene.event(
                    userid: name, params: ["\u{E4}": "\u{E9}\u{2028}\u{4F60}\u{10FFFF}", "n": 1.5])
                try worker.record(event)
                // Whether the filter took it is FILTER-5's concern, what became of its characters EVENT-3's.
                scene.checkEqual(
                    "FILTER-5", "the paths in 12.events, whose filter names the event's user,",
                    try spool.paths("12"), [event.path])
                EventComparison(sent: [event.members])
                    .judge(scene, "EVENT-3", "34", try spool.eventsFile("34"))
                try worker.end()
            }
        },
    ]
}
