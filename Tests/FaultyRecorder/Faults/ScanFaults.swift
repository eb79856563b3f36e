internal import SpoolSpec
internal import SpoolSystem

/// SCAN-1 to SCAN-3: workers that look too seldom, or too often.
let scanFaults: [Fault] = [
    Fault(
        "SCAN-1", "every-other", "Every other scan of its workers comes to nothing.",
        saying: "a second before"
    ) { sabotage in
        var scans = 0
        sabotage.answer(in: "record") { call in
            guard case .openDirectory = call else { return nil }
            scans += 1
            return scans.isMultiple(of: 2) ? .failed(.inputOutput) : nil
        }
    },

    Fault(
        "SCAN-1", "serves-the-stopped", "A recorder that was stopped is served for one scan more.",
        saying: "had ended a second before the event"
    ) { sabotage in
        var known: [RecorderID: (handle: Handle, name: ListedName)] = [:]
        var listed: Set<RecorderID> = []
        var ghosts: Set<Handle> = []
        sabotage.change(in: "record") { call, reply in
            switch (call, reply) {
            case (.openDirectory, _):
                listed = []
                return nil
            case (.open(.request(let id), _, _, _), .opened(let handle)):
                if case .facts(let facts) = sabotage.live(.status(handle)) {
                    known[id] = (handle, ListedName(.request(id), inode: facts.inode))
                }
                return nil
            case (.list, .names(let names, let end)):
                for name in names { if case .request(let id) = name.name { listed.insert(id) } }
                guard end else { return nil }
                let gone = known.filter { !listed.contains($0.key) }
                for id in gone.keys { known[id] = nil }
                ghosts = Set(gone.values.map(\.handle))
                return .names(gone.values.map(\.name), end: true)
            case (.status(let handle), .facts(var facts)) where ghosts.contains(handle):
                facts.linkCount = 1
                return .facts(facts)
            case (.lock(let handle, .shared), .done) where ghosts.contains(handle):
                return .failed(.wouldBlock)
            default: return nil
            }
        }
    },

    Fault(
        "SCAN-1", "forgets-the-many", "It serves nobody whose request it does not keep open.",
        saying: "one of 96 recorders",
        also: ["HOOK-1": "whose request was closed to it for a while it does not serve again"]
    ) { sabotage in
        let scan = ScanMark(sabotage)
        sabotage.answer(in: "record") { call in
            guard case .open(.request, _, _, _) = call, !scan.isUnderWay else { return nil }
            return .failed(.noEntry)
        }
    },

    Fault(
        "SCAN-1", "goes-after-it",
        "It stays with a request that was moved aside as long as its lock is held.",
        saying: "whose request was moved aside"
    ) { sabotage in
        var known: [RecorderID: Handle] = [:]
        sabotage.change(in: "record") { call, reply in
            switch (call, reply) {
            case (.open(.request(let id), _, _, _), .opened(let handle)):
                known[id] = handle
                return nil
            case (.list, .names(var names, let end)):
                for index in names.indices {
                    guard case .request(let id) = names[index].name, let handle = known[id],
                        sabotage.request(handle) == id,
                        case .facts(let facts) = sabotage.live(.status(handle)), facts.linkCount > 0
                    else { continue }
                    names[index].inode = facts.inode
                }
                return .names(names, end: end)
            default: return nil
            }
        }
    },

    Fault(
        "SCAN-1", "few-numbers", "It fails where a descriptor's number does not fit into a set of 1,024.",
        saying: "that has 1"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .opened(let handle) = reply, handle.number >= 1024 else { return nil }
            _ = sabotage.live(.close(handle))
            return .failed(.badHandle)
        }
    },

    Fault(
        "SCAN-1", "globs", "It takes the spool's path for a pattern.", saying: "in a spool whose path has",
        also: ["REAP-1": "what it does not find it does not remove"]
    ) { sabotage in
        let isPattern = sabotage.path.utf8.contains { "[*?{".utf8.contains($0) }
        sabotage.answer(in: "record") { call in
            if case .list = call, isPattern { .names([], end: true) } else { nil }
        }
    },

    Fault(
        "SCAN-1", "few-milliseconds",
        "It counts milliseconds in 31 bits, and looks no more when they are used up.",
        saying: "whose recorder began before the event and days after"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .openDirectory = call, sabotage.passed >> 31 >= 1_000_000 else { return nil }
            return .failed(.inputOutput)
        }
    },

    Fault(
        "SCAN-2", "every-event", "Its workers list the directory at each event.",
        saying: "at most one listing"
    ) { sabotage in
        sabotage.before("record") { listOnce(sabotage) }
    },

    Fault(
        "SCAN-2", "every-recorder", "Its workers list the directory anew for each recorder that they find.",
        saying: "at most one listing"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            if case .lock(let handle, .shared) = call, sabotage.request(handle) != nil {
                listOnce(sabotage)
            }
            return nil
        }
    },

    Fault(
        "SCAN-2", "whole-seconds",
        "Its workers look again when another second has begun, however little of the last has passed.",
        saying: "within a second of one"
    ) { sabotage in
        // The clock's second at the last listing, and what the driver let pass.
        var second: Int64?
        sabotage.listsWhenTheClockShowsAnotherSecond { now in
            defer { second = now }
            return second != nil && second != now
        }
    },

    Fault(
        "SCAN-2", "looks-for-the-missing", "Its workers look for a missing directory at each event.",
        saying: "SCAN-2/one look a second for a missing directory"
    ) { sabotage in
        sabotage.before("record") {
            if case .opened(let handle) = sabotage.live(.openDirectory) { _ = sabotage.live(.close(handle)) }
        }
    },

    Fault(
        "SCAN-3", "stands-still", "Its workers scan no more once the clock was set.",
        saying: "one second after its death, though the clock was set"
    ) { sabotage in
        var isSet = false
        sabotage.before("set_clock") { isSet = true }
        sabotage.answer(in: "record") { call in
            guard case .openDirectory = call, isSet else { return nil }
            return .failed(.inputOutput)
        }
    },

    Fault(
        "SCAN-3", "storms", "Its workers scan at each event once the clock was set.",
        saying: "within a second after the clock was set"
    ) { sabotage in
        var isSet = false
        sabotage.before("set_clock") { isSet = true }
        sabotage.before("record") { if isSet { listOnce(sabotage) } }
    },
]

extension Sabotage {
    /// Lists the directory at an event where the clock's second asks for it.
    fileprivate func listsWhenTheClockShowsAnotherSecond(_ asks: @escaping (Int64) -> Bool) {
        before("record") { [unowned self] in
            if asks((MonotonicClock.now + passed) / 1_000_000_000) { listOnce(self) }
        }
    }
}

/// Lists the directory beside the worker's own scans.
private func listOnce(_ sabotage: Sabotage) {
    guard case .opened(let handle) = sabotage.live(.openDirectory) else { return }
    while case .names(_, end: false) = sabotage.live(.list(handle)) {}
    _ = sabotage.live(.close(handle))
}
