internal import SpoolSpec

/// HOOK: a server that suffers from being recorded.
let hookFaults: [Fault] = [
    dying("out-of-descriptors", "Its hook fails where no descriptor is left.", of: .tooManyOpen),
    dying("not-permitted", "Its hook fails where it may not open something.", of: .noAccess),
    dying("not-a-directory", "Its hook fails where the spool is no directory.", of: .notDirectory),

    Fault(
        "HOOK-1", "tries-again", "Its hook waits until it may open what it may not.",
        saying: "expected the hook to return"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard reply == .failed(.noAccess) else { return nil }
            for _ in 0..<200 {
                _ = sabotage.live(.wait(nanoseconds: 100_000_000))
                let again = sabotage.live(call)
                if again != reply { return again }
            }
            return nil
        }
    },

    Fault(
        "HOOK-1", "never-recovers", "Once it was out of descriptors its hook records nothing more.",
        saying: "once they are free again"
    ) { sabotage in
        var isOut = false
        // It comes to that by not closing what it opens for a moment.
        sabotage.answer(in: "record") { call in
            if case .close = call, !isOut { .done } else { nil }
        }
        sabotage.change(in: "record") { call, reply in
            if reply == .failed(.tooManyOpen) { isOut = true }
            guard case .openDirectory = call, isOut else { return nil }
            if case .opened(let handle) = reply { _ = sabotage.live(.close(handle)) }
            return .failed(.inputOutput)
        }
    },

    Fault(
        "HOOK-2", "leaks-the-dead", "It never closes the request of a recorder that it has found dead.",
        saying: "rounds of all that may happen"
    ) { sabotage in
        var dead: Set<Handle> = []
        sabotage.change(in: "record") { call, reply in
            if case .lock(let handle, .shared) = call, reply == .done { dead.insert(handle) }
            return nil
        }
        sabotage.answer(in: "record") { call in
            guard case .close(let handle) = call, dead.remove(handle) != nil else { return nil }
            return .done
        }
    },

    Fault(
        "HOOK-2", "leaks-on-failure", "It does not close a request whose lock could not be asked for.",
        saying: "had failed"
    ) { sabotage in
        var failed: Set<Handle> = []
        sabotage.change(in: "record") { call, reply in
            if case .lock(let handle, .shared) = call, case .failed(let error) = reply, error != .wouldBlock {
                failed.insert(handle)
            }
            return nil
        }
        sabotage.answer(in: "record") { call in
            guard case .close(let handle) = call, failed.remove(handle) != nil else { return nil }
            return .done
        }
    },

    Fault(
        "HOOK-2", "leaks-descriptors", "It never closes an events file.", saying: "no more descriptors",
        also: ["SCAN-1": "beside a crowd it has no descriptor left for a line"]
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .close(let handle) = call, sabotage.events(handle) != nil else { return nil }
            return .done
        }
    },

    Fault(
        "HOOK-2", "leaks-a-little", "It keeps 100 bytes of each event.",
        saying: "while the number of events is doubled"
    ) { sabotage in
        var kept: [[UInt8]] = []
        var events = 0
        sabotage.before("record") {
            events += 1
            if events % 1000 == 0 { kept.append([UInt8](repeating: 1, count: 100_000)) }
        }
    },

    Fault(
        "HOOK-2", "leaks-memory", "It keeps every line that it has written.",
        saying: "while the number of events is doubled"
    ) { sabotage in
        var kept: [[UInt8]] = []
        sabotage.writeLines { _, line in
            kept.append(line + line)
            return nil
        }
    },

    Fault(
        "HOOK-3", "no-limit", "It writes whether anybody reads or not.",
        saying: "to stop growing at SPOOL_LIMIT"
    ) { sabotage in
        sabotage.limit = .max
    },

    Fault(
        "HOOK-3", "length", "It goes by the file's length, whatever a reader has given back.",
        saying: "the limit is one of blocks"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .status(let handle) = call, sabotage.events(handle) != nil,
                case .facts(var facts) = reply
            else { return nil }
            facts.allocated = facts.size
            return .facts(facts)
        }
    },

    Fault(
        "HOOK-3", "once-a-second", "It looks once a second how large an events file is.",
        saying: "however fast events come"
    ) { sabotage in
        var told: [Handle: SpoolReply] = [:]
        sabotage.change(in: "record") { call, reply in
            switch call {
            case .openDirectory:
                told = [:]
                return nil
            case .status(let handle) where sabotage.events(handle) != nil:
                let first = told[handle] ?? reply
                told[handle] = first
                return first
            default: return nil
            }
        }
    },

    Fault(
        "HOOK-3", "limit-for-all", "One recording at its limit ends all of them.",
        saying: "a recording far from its limit"
    ) { sabotage in
        var isFull = false
        sabotage.change(in: "record") { call, reply in
            guard case .status(let handle) = call, sabotage.events(handle) != nil,
                case .facts(var facts) = reply
            else { return nil }
            // A line has no more than a few kilobytes here.
            if facts.allocated + 8192 > sabotage.limit { isFull = true }
            if isFull { facts.allocated = sabotage.limit }
            return .facts(facts)
        }
    },
]

/// A recorder whose hook ends the server's process with some error.
private func dying(_ slug: String, _ wrong: String, of error: SystemError) -> Fault {
    Fault("HOOK-1", slug, wrong, saying: "exited with status 1") { sabotage in
        sabotage.change(in: "record") { _, reply in
            if reply == .failed(error) { crash("an error of the spool that nobody caught") }
            return nil
        }
    }
}
