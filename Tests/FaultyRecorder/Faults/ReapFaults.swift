internal import SpoolSpec

/// REAP: the dead left lying, the living buried.
let reapFaults: [Fault] = [
    Fault(
        "REAP-1", "leaves-the-events", "It removes a dead recorder's request and not its events.",
        saying: ".events of a recorder whose lock is free"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .unlink(.events, _) = call else { return nil }
            return .done
        }
    },

    Fault(
        "REAP-1", "leaves-the-request", "It removes a dead recorder's events and not its request.",
        saying: ".req of a recorder whose lock is free"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .unlink(.request, _) = call else { return nil }
            return .done
        }
    },

    Fault(
        "REAP-1", "second-scan", "It removes a dead recorder in the second scan that finds it.",
        saying: "by the first scan"
    ) { sabotage in
        var suspects: Set<RecorderID> = []
        sabotage.change(in: "record") { call, reply in
            guard case .lock(let handle, .shared) = call, reply == .done, let id = sabotage.request(handle)
            else { return nil }
            return suspects.insert(id).inserted ? .failed(.inputOutput) : nil
        }
    },

    Fault(
        "REAP-1", "readable-only", "It removes no dead recorder whose request it cannot read.",
        saying: "REAP-1/whatever a dead request says"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .lock(let handle, .shared) = call, sabotage.request(handle) != nil, reply == .done,
                case .bytes(let bytes) = sabotage.live(.read(handle, offset: 0, count: 65_537)),
                (try? Filter.decode(request: bytes)) == nil
            else { return nil }
            return .failed(.inputOutput)
        }
    },

    Fault(
        "REAP-2", "unreadable", "It removes a live recorder whose request it cannot read.",
        saying: "whose lock is held, to stay",
        also: [
            "SCAN-4": "what cannot be read is to be kept",
            "SCAN-5": "what is too large is to be kept",
            "LOCK-3": "a live recorder is taken for dead by its contents",
        ]
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .lock(let handle, .shared) = call, sabotage.request(handle) != nil,
                reply == .failed(.wouldBlock),
                case .bytes(let bytes) = sabotage.live(.read(handle, offset: 0, count: 65_537)),
                (try? Filter.decode(request: bytes)) == nil
            else { return nil }
            return .done
        }
    },

    Fault(
        "REAP-2", "sweeps-the-living", "It sweeps every events file that it has seen for long.",
        saying: ".events, of a living recorder, to stay",
        also: [
            "REAP-5": "the events of a live recorder are no orphan",
            "APPEND-2": "what is removed before anybody has read it is lost",
        ]
    ) { sabotage in
        sweepBlindly(sabotage) { _, _ in true }
    },

    Fault(
        "REAP-3", "by-name", "It removes what stands under the name, whatever it has found dead.",
        saying: "a successor of the same id"
    ) { sabotage in
        var facts: SpoolReply?
        sabotage.change(in: "record") { call, reply in
            if case .status(let handle) = call, sabotage.request(handle) != nil { facts = reply }
            return nil
        }
        sabotage.answer(in: "record") { call in
            if case .statusOf(.request, _) = call { facts } else { nil }
        }
    },

    Fault(
        "REAP-3", "many-reapers", "It reaps while another worker does.", saying: "a successor of the same id"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            switch call {
            case .lock(let handle, .exclusive) where sabotage.isDirectory(handle): .done
            default: nil
            }
        }
    },

    Fault(
        "REAP-4", "renames-first", "It renames a dead recorder's request before it removes it.",
        saying: ".req.gone"
    ) { sabotage in
        sabotage.renameBeforeRemoval(in: "record")
    },

    Fault(
        "REAP-5", "never-sweeps", "It leaves orphaned events files for ever.",
        saying: "to be removed; saw it is still there"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .openUnnamed = call else { return nil }
            return .failed(.noSpace)
        }
    },

    Fault(
        "REAP-5", "forgets-who-came",
        "It sweeps a file that was an orphan once, though its id has a recorder now.",
        saying: "12.events, of a living recorder, to stay"
    ) { sabotage in
        sweepBlindly(sabotage) { _, wasOrphan in wasOrphan }
    },

    Fault(
        "REAP-5", "leaves-its-claim", "Its sweep leaves the request by which it claimed the id.",
        saying: "nothing else to be left"
    ) { sabotage in
        var claimed: Set<RecorderID> = []
        sabotage.change(in: "record") { call, reply in
            if case .link(_, .request(let id), _) = call, reply == .done { claimed.insert(id) }
            return nil
        }
        sabotage.answer(in: "record") { call in
            guard case .unlink(.request(let id), _) = call, claimed.contains(id) else { return nil }
            return .done
        }
    },
]

/// Removes events files in a worker's third listing that has them.
///
/// - Parameter sweeps: takes the id, and whether its events file ever stood without a request.
private func sweepBlindly(_ sabotage: Sabotage, _ sweeps: @escaping (RecorderID, Bool) -> Bool) {
    var sightings: [RecorderID: Int] = [:]
    var orphans: Set<RecorderID> = []
    var events: Set<RecorderID> = []
    var requests: Set<RecorderID> = []
    sabotage.change(in: "record") { call, reply in
        switch (call, reply) {
        case (.openDirectory, _):
            events = []
            requests = []
        case (.list, .names(let names, let end)):
            for name in names {
                if case .request(let id) = name.name {
                    requests.insert(id)
                } else {
                    events.insert(name.name.id)
                }
            }
            guard end else { break }
            orphans.formUnion(events.subtracting(requests))
            for id in events {
                sightings[id, default: 0] += 1
                if sightings[id, default: 0] > 2 && sweeps(id, orphans.contains(id)) {
                    sabotage.remove(.events(id))
                }
            }
        default: break
        }
        return nil
    }
}
