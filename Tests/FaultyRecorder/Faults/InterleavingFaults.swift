internal import SpoolSpec
internal import SpoolSystem

/// Faults that only another process in the right place brings to light: each leaves every sequence of its own calls
/// right, and is wrong in one order, one look, or one lock.
let interleavingFaults: [Fault] = [
    Fault(
        "REUSE-1", "identity-before-open",
        "Its workers ask whose request that is before they open the events file, and not after.",
        saying: "did not ask for",
        also: ["REAP-3": "a line of the old recorder's in the new one's file is a stranger's file, too"]
    ) { sabotage in
        var facts: [Handle: SpoolReply] = [:]
        var isOpened = false
        sabotage.answer(in: "record") { call in
            switch call {
            case .open(.events, _, _, _): isOpened = true
            case .status(let handle) where sabotage.request(handle) != nil && isOpened:
                isOpened = false
                return facts[handle]
            default: break
            }
            return nil
        }
        sabotage.change(in: "record") { call, reply in
            if case .status(let handle) = call, sabotage.request(handle) != nil { facts[handle] = reply }
            return nil
        }
    },

    Fault(
        "REAP-3", "compares-before-the-lock",
        "It looks whose file the name is before it has the request's lock and the directory's.",
        saying: "a live recording's"
    ) { sabotage in
        var named: SpoolReply?
        sabotage.answer(in: "record", "start") { call in
            switch call {
            case .lock(let handle, .shared):
                guard let id = sabotage.request(handle), let directory = sabotage.directory else {
                    return nil
                }
                named = sabotage.live(.statusOf(.request(id), in: directory))
                return nil
            case .statusOf(.request, _):
                defer { named = nil }
                return named
            default: return nil
            }
        }
    },

    Fault(
        "REAP-3", "locks-the-directory-late",
        "It takes the reapers' lock after it has looked whose file the name is.",
        saying: "a live recording's"
    ) { sabotage in
        var isPut = false
        sabotage.answer(in: "record") { call in
            switch call {
            case .lock(let handle, .exclusive) where sabotage.isDirectory(handle):
                isPut = true
                return .done
            case .unlink(.events, let directory) where isPut:
                isPut = false
                if case .failed = sabotage.live(.lock(directory, .exclusive)) {
                    return .failed(.inputOutput)
                }
                return nil
            default: return nil
            }
        }
    },

    Fault(
        "REAP-3", "lets-go-first", "It gives the locks back before it removes a dead recorder's files.",
        saying: "a live recording's"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .unlink(.events, let directory) = call else { return nil }
            sabotage.letGoOfRequest()
            _ = sabotage.live(.unlock(directory))
            return nil
        }
    },

    Fault(
        "REAP-3", "request-first", "It removes a dead recorder's request first, and then its events.",
        saying: ".events"
    ) { sabotage in
        sabotage.swapRemovals(in: "record")
    },

    Fault(
        "STOP-2", "request-first", "Its stop removes the request first, and then the events.",
        saying: "a live recording's"
    ) { sabotage in
        sabotage.swapRemovals(in: "stop")
    },

    Fault(
        "STOP-2", "lets-go-after-the-look",
        "Its stop looks whose request that is, lets go of the lock, and removes both files by their names.",
        saying: "a live recording's",
        also: ["REAP-3": "a worker that reaps what it let go of meets a successor under that name"]
    ) { sabotage in
        sabotage.answer(in: "stop") { call in
            if case .unlink(.events, _) = call { sabotage.letGoOfRequest() }
            return nil
        }
    },

    Fault(
        "REAP-5", "sweeps-unclaimed", "It sweeps an orphan without claiming the id.",
        saying: "to leave the new recording's events",
        also: ["REAP-3": "the events that it removes are a successor's"]
    ) { sabotage in
        var isUnclaimed = false
        sabotage.answer(in: "record") { call in
            switch call {
            case .link(_, .request, _):
                isUnclaimed = true
                return .done
            case .unlink(.request, _) where isUnclaimed:
                isUnclaimed = false
                return .done
            default: return nil
            }
        }
    },

    Fault(
        "REAP-5", "gives-its-claim-up-first", "It gives the id back before it removes the orphan.",
        saying: "to leave the new recording's events",
        also: ["REAP-3": "the events that it removes are a successor's"]
    ) { sabotage in
        var claimed: RecorderID?
        sabotage.change(in: "record") { call, reply in
            if case .link(_, .request(let id), _) = call, reply == .done { claimed = id }
            return nil
        }
        sabotage.answer(in: "record") { call in
            switch call {
            case .unlink(.events(let id), let directory) where id == claimed:
                return sabotage.live(.unlink(.request(id), in: directory))
            case .unlink(.request(let id), let directory) where id == claimed:
                claimed = nil
                _ = sabotage.live(.unlink(.events(id), in: directory))
                return .done
            default: return nil
            }
        }
    },

    Fault(
        "REAP-5", "sweeps-at-sight", "It sweeps an events file as soon as a listing shows no request for it.",
        saying: "to leave the new recording's events",
        also: ["REAP-3": "the events that it removes may be a successor's by then"]
    ) { sabotage in
        var listed: Set<SpoolName> = []
        sabotage.change(in: "record") { call, reply in
            guard case .list = call, case .names(let names, let end) = reply else { return nil }
            listed.formUnion(names.map(\.name))
            guard end else { return nil }
            for case .events(let id) in listed where !listed.contains(.request(id)) {
                sabotage.remove(.events(id))
            }
            listed = []
            return nil
        }
    },

    Fault(
        "APPEND-2", "late-clean-up", "Its start removes the old events once workers can read its request.",
        saying: "to lose no line of a worker"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            switch call {
            case .unlink(.events, _): .done
            default: nil
            }
        }
        sabotage.change(in: "start") { call, reply in
            guard case .statusOf(.request(let id), let directory) = call, case .facts = reply else {
                return nil
            }
            _ = sabotage.live(.unlink(.events(id), in: directory))
            return nil
        }
    },

    Fault(
        "LOCK-7", "probes-exclusively",
        "It probes with an exclusive lock, and believes what a probe has said until the next scan.",
        saying: "that a peer removed meanwhile",
        also: ["START-3": "a start takes its probe for a client"]
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .lock(let handle, .shared) = call, sabotage.request(handle) != nil else { return nil }
            return sabotage.live(.lock(handle, .exclusive))
        }
        sabotage.overlookRemovedRequests()
    },

    Fault(
        "REUSE-2", "keeps-its-descriptor",
        "Its workers keep the events file of an id open, also when another recording has the id.",
        saying: "after its id came back",
        also: [
            "APPEND-2": "its lines land in a file that is gone",
            "SCAN-1": "it sees the new recording, and writes to the old one's file",
        ]
    ) { sabotage in
        var kept: [RecorderID: Handle] = [:]
        sabotage.answer(in: "record") { call in
            switch call {
            case .open(.events(let id), _, _, _):
                return kept[id].map { .opened($0) }
            case .close(let handle):
                guard let id = sabotage.events(handle) else { return nil }
                kept[id] = handle
                return .done
            case .status(let handle):
                guard sabotage.events(handle) != nil, case .facts(var facts) = sabotage.live(call) else {
                    return nil
                }
                facts.linkCount = max(1, facts.linkCount)
                return .facts(facts)
            default: return nil
            }
        }
    },
]

extension Fault {
    /// Whether it takes an order of several processes' calls to bring it to light: those are what ways of searching
    /// are measured by.
    var isInterleaving: Bool {
        interleavingFaults.contains { $0.name.isSameText(as: name) }
            || others.contains { $0.isSameText(as: name) }
    }

    /// Those that a case with a chosen order finds, too.
    private var others: [String] {
        [
            "DIR-3/only-one-makes-it", "DIR-4/open-for-a-moment", "MODE-3/request-open-for-a-moment",
            "LOCK-5/locks-what-it-has-named", "LOCK-6/cleans-up-first", "LOCK-6/truncates",
            "LOCK-6/takes-over", "LOCK-7/believes-its-probe", "START-3/gives-up",
            "START-5/under-another-name", "STOP-2/by-name", "STOP-2/unlocks-first", "STOP-3/renames-first",
            "SCAN-3/stands-still", "APPEND-2/in-two-parts", "APPEND-2/without-O_APPEND", "REAP-3/by-name",
            "REAP-3/many-reapers", "REAP-4/renames-first", "REUSE-1/goes-by-the-inode",
            "REUSE-1/believes-its-memory",
        ]
    }
}

extension Sabotage {
    /// Removes both files of an id in the other order.
    func swapRemovals(in operation: String) {
        var isSwapped = false
        answer(in: operation) { [unowned self] call in
            switch call {
            case .unlink(.events(let id), let directory):
                isSwapped = true
                let reply = live(.unlink(.request(id), in: directory))
                return reply == .failed(.noEntry) ? .done : reply
            case .unlink(.request(let id), let directory) where isSwapped:
                isSwapped = false
                _ = live(.unlink(.events(id), in: directory))
                return .done
            default: return nil
            }
        }
    }
}
