internal import SpoolSpec

/// REUSE-2: a start on an id whose dead recorder's files still stand.
extension Catalogue {
    private static let event = "a start on the id of a dead recorder"

    static let reuseOfDeadCases: [Case] = [
        Case("REUSE-2/what a dead client left", judges: ["REUSE-2"], role: .client) { scene in
            try scene.makeSpool()
            let remains: [(contents: String, events: String?)] = [
                ("{\"userid\":\"alice@pam\",\"all\":0}", "{\"path\":\"/old\"}\n"),
                ("{\"userid\":\"alice@pam\",\"all\":0}", nil), ("", "{\"path\":\"/old\"}\n{\"pa"),
                ("{\"user", nil),
                ("no request", ""), (String(repeating: " ", count: 100_000) + "{}", "{\"path\":\"/old\"}\n"),
            ]
            let client = try scene.client()
            let id = client.recordingID
            for (contents, events) in remains {
                try scene.spool.plantRequest(
                    named: .request(id), contents: Array(contents.utf8), isLocked: false
                ).release()
                if let events { try scene.spool.appendEvents(id, text: events) }
                try scene.spool.setAge(.request(id), seconds: 100)
                try scene.checkFreshStart("REUSE-2", client, Filter(userid: "bob@pam", all: true), event)
                try client.stop()
                try scene.spool.remove(.request(id))
                try scene.spool.remove(.events(id))
            }
        },
        Case("REUSE-2/a chosen id", judges: ["REUSE-2"], role: .client, needs: [.chosenProcessIDs]) { scene in
            // The same process id three times: killed, quietly gone, and there again.
            let id = scene.world.reusedID
            for round in 0..<3 {
                let client = try scene.client(ProcessOptions(processID: id))
                try scene.checkFreshStart(
                    "REUSE-2", client, Filter(userid: "user\(round)@pam", all: round == 1), event)
                try scene.spool.appendEvents("\(id)", text: "{\"path\":\"/\(round)\"}\n")
                if round == 0 { try client.kill() } else { try client.end() }
            }
        },
        Case("REUSE-2/a worker that knew the dead one", judges: ["REUSE-2"], role: .worker) { scene in
            try scene.makeSpool()
            let worker = try scene.worker()
            let ids = ["11", "12", "13"]
            var requests: [PlantedRequest] = []
            for id in ids {
                requests.append(try scene.spool.plantRequest(id, Filter(userid: "alice@pam", all: true)))
            }
            let old = scene.event(userid: "alice@pam")
            try worker.record(old)
            // They die, and before any scan their ids come back: the files stood all the time.
            let bob = Filter(userid: "bob@pam", all: true)
            try scene.sleep(seconds: 0.02)
            for request in requests {
                try scene.spool.remove(.events(String(request.name.description.dropLast(4))))
            }
            try requests[0].rewrite(bob)
            requests[1].release()
            try scene.spool.remove("12.req")
            requests[1] = try scene.spool.plantRequest("12", bob)
            requests[2].release()
            try scene.spool.plantRequest(named: "next", contents: bob.encoded())
            try scene.spool.rename("next", to: "13.req")
            try worker.advance(seconds: 1.1)
            let new = scene.event(userid: "bob@pam")
            try worker.record(new)
            for id in ids {
                scene.checkEqual(
                    "REUSE-2", "the paths in \(id).events after its id came back", try scene.spool.paths(id),
                    [new.path])
                let isThere = try scene.spool.lockState(.request(id)) == .exclusive
                scene.check(
                    "REUSE-2", isThere, expected: "\(id).req of the new recording to stay",
                    seen: "it was removed")
            }
        },
    ]
}
