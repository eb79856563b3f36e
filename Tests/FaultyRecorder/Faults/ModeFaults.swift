internal import SpoolSpec

/// MODE: files that the wrong people can read, or the right ones cannot.
let modeFaults: [Fault] = [
    Fault(
        "MODE-1", "owner-only", "Its request is 0600: no worker can probe its lock.", saying: "mode 0600",
        also: ["START-1": "workers may not read the request, so they do not go by it"]
    ) { sabotage in
        setRequestMode(sabotage, 0o600)
    },

    Fault(
        "MODE-1", "world-readable", "Its request is 0644.", saying: "mode 0644"
    ) { sabotage in
        setRequestMode(sabotage, 0o644)
    },

    Fault(
        "MODE-1", "own-group", "Its request belongs to the client's own group.", saying: "and group 0",
        also: ["START-1": "workers may not read the request, so they do not go by it"]
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .link(let handle, _, _) = call else { return nil }
            _ = sabotage.live(.setGroup(handle, 0))
            return sabotage.live(call)
        }
    },

    Fault(
        "MODE-2", "world-readable", "Its events file is 0644.", saying: "mode 0644"
    ) { sabotage in
        setEventsMode(sabotage, 0o644)
    },

    Fault(
        "MODE-2", "owner-only", "Its events file is 0600: the group cannot read.", saying: "mode 0600"
    ) { sabotage in
        setEventsMode(sabotage, 0o600)
    },

    Fault(
        "MODE-3", "workers-umask", "Its events file has whatever mode the umask leaves.",
        saying: "under umask 077"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .setMode(let handle, _) = call, sabotage.events(handle) != nil else { return nil }
            return .done
        }
    },

    Fault(
        "MODE-3", "clients-umask", "Its request has whatever mode the umask leaves.",
        saying: "under umask 077"
    ) { sabotage in
        var request: Handle?
        sabotage.change(in: "start") { call, reply in
            if case .openUnnamed = call, case .opened(let handle) = reply { request = handle }
            return nil
        }
        sabotage.answer(in: "start") { call in
            switch call {
            case .openUnnamed(let directory, _):
                return sabotage.live(.openUnnamed(in: directory, mode: Claim.mode))
            case .setMode(let handle, _) where handle == request: return .done
            default: return nil
            }
        }
    },

    Fault(
        "MODE-3", "request-open-for-a-moment", "Its request is named before its mode is set.",
        saying: "at any moment"
    ) { sabotage in
        var request: Handle?
        sabotage.change(in: "start") { call, reply in
            if case .openUnnamed = call, case .opened(let handle) = reply { request = handle }
            if case .link(let handle, _, _) = call, reply == .done {
                _ = sabotage.live(.setMode(handle, Claim.mode))
            }
            return nil
        }
        sabotage.answer(in: "start") { call in
            switch call {
            case .openUnnamed(let directory, _):
                return sabotage.live(.openUnnamed(in: directory, mode: 0o666))
            case .setMode(let handle, _) where handle == request: return .done
            default: return nil
            }
        }
    },

    Fault(
        "MODE-3", "events-open-for-a-moment", "Its events file is made 0666, and its mode set afterwards.",
        saying: "at any moment"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .open(let name, let directory, let flags, _) = call, case .events = name else {
                return nil
            }
            return sabotage.live(.open(name, in: directory, flags, mode: 0o666))
        }
    },
]

private func setRequestMode(_ sabotage: Sabotage, _ mode: UInt16) {
    sabotage.answer(in: "start") { call in
        guard case .link(let handle, _, _) = call else { return nil }
        _ = sabotage.live(.setMode(handle, mode))
        return sabotage.live(call)
    }
}

private func setEventsMode(_ sabotage: Sabotage, _ mode: UInt16) {
    sabotage.change(in: "record") { call, reply in
        if case .open(.events, _, _, _) = call, case .opened(let handle) = reply {
            _ = sabotage.live(.setMode(handle, mode))
        }
        return nil
    }
    sabotage.answer(in: "record") { call in
        guard case .setMode(let handle, _) = call, sabotage.events(handle) != nil else { return nil }
        return .done
    }
}
