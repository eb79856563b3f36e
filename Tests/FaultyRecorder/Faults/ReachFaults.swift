internal import SpoolSpec

/// LOCK-9: a client that does not see that workers cannot reach its recording.
let reachFaults: [Fault] = [
    Fault(
        "LOCK-9", "trusts-its-descriptor",
        "Its client looks at the directory that it has open, wherever that is by now.",
        saying: "a client whose spool directory was moved away"
    ) { sabotage in
        sabotage.answer(in: "advance") { call in
            guard case .statusOfDirectory = call, let directory = sabotage.directory else { return nil }
            return sabotage.live(.status(directory))
        }
    },

    Fault(
        "LOCK-9", "does-not-see-modes", "Its client does not see that workers are shut out.",
        saying: "a client whose spool directory was given the mode 0700"
    ) { sabotage in
        let own = sabotage.rememberOwnRequest()
        sabotage.change(in: "advance") { call, reply in
            guard case .facts(var facts) = reply, case .facts(let mine)? = own() else { return nil }
            switch call {
            case .statusOfDirectory: facts.mode = PrepareDirectory.mode
            case .statusOf(.request, _): facts.mode = mine.mode
            default: return nil
            }
            facts.group = mine.group
            return .facts(facts)
        }
    },

    Fault(
        "LOCK-9", "knows-what-it-wrote", "Its client does not look whether its request still says something.",
        saying: "a client whose request somebody emptied"
    ) { sabotage in
        let own = sabotage.rememberOwnRequest()
        sabotage.change(in: "advance") { call, reply in
            guard case .statusOf(.request, _) = call, case .facts(var facts) = reply,
                case .facts(let mine)? = own()
            else { return nil }
            facts.size = mine.size
            return .facts(facts)
        }
    },

    Fault(
        "LOCK-9", "goes-by-the-listing",
        "Its client knows the directory by the inode number in its parent's listing, which no mount over it changes.",
        saying: "over whose spool directory another was mounted"
    ) { sabotage in
        sabotage.answer(in: "advance") { call in
            guard case .statusOfDirectory = call, let directory = sabotage.directory,
                case .facts(let named) = sabotage.live(call),
                case .facts(let own) = sabotage.live(.status(directory)), named.device != own.device
            else { return nil }
            return .facts(own)
        }
    },
]
