internal import SpoolSpec
internal import SpoolSystem

/// REUSE: an id that comes back, and what was there before.
let reuseFaults: [Fault] = [
    Fault(
        "REUSE-1", "goes-by-the-inode", "Its workers take a request for the same as long as its inode is.",
        saying: "does not choose"
    ) { sabotage in
        var first: [Handle: FileFacts] = [:]
        sabotage.change(in: "record") { call, reply in
            switch (call, reply) {
            case (.openDirectory, _): first = [:]
            case (.status(let handle), .facts(var facts)) where sabotage.request(handle) != nil:
                let known = first[handle] ?? facts
                first[handle] = known
                facts.changeTime = known.changeTime
                facts.size = known.size
                return .facts(facts)
            default: break
            }
            return nil
        }
    },

    Fault(
        "REUSE-1", "believes-its-memory",
        "Its workers go by a recorder's filter of up to a second ago, whoever holds the id now.",
        saying: "does not choose"
    ) { sabotage in
        var first: [Handle: FileFacts] = [:]
        sabotage.change(in: "record") { call, reply in
            switch (call, reply) {
            case (.openDirectory, _):
                // A new scan, a new memory.
                first = [:]
                return nil
            case (.status(let handle), .facts(let facts)) where sabotage.request(handle) != nil:
                let told = first[handle] ?? facts
                first[handle] = told
                return .facts(told)
            default: return nil
            }
        }
        sabotage.answer(in: "record") { call in
            switch call {
            case .write(let handle, let bytes):
                // As the published recorder does, it opens the events file anew for each line.
                guard let id = sabotage.events(handle), bytes.count > 1 else { return nil }
                return sabotage.attempt { () throws(Errno) in
                    let file = try Descriptor.open(
                        "\(sabotage.path)/\(id).events", [.writeOnly, .append, .create, .noFollow],
                        mode: 0o640)
                    return .wrote(try file.write(bytes))
                }
            default: return nil
            }
        }
    },

    Fault(
        "REUSE-1", "believes-its-descriptor",
        "Its workers write to an events file that they have open, whoever holds the id now.",
        saying: "REUSE-1/its events file cut, not removed"
    ) { sabotage in
        var first: [Handle: SpoolReply] = [:]
        sabotage.change(in: "record") { call, reply in
            switch call {
            case .openDirectory:
                first = [:]
                return nil
            case .status(let handle) where sabotage.request(handle) != nil:
                let told = first[handle] ?? reply
                first[handle] = told
                return told
            case .close(let handle):
                first[handle] = nil
                return nil
            default: return nil
            }
        }
    },

    Fault(
        "REUSE-1", "reads-once-a-second",
        "Its workers go by what a request said at the last scan, though they open it anew.",
        saying: "one of 60 recorders"
    ) { sabotage in
        let scan = ScanMark(sabotage)
        var said: [RecorderID: SpoolReply] = [:]
        sabotage.change(in: "record") { call, reply in
            guard case .read(let handle, _, _) = call, let id = sabotage.request(handle) else { return nil }
            if scan.isUnderWay { said[id] = reply }
            return said[id]
        }
    },

    Fault(
        "REUSE-2", "gives-way-to-the-dead", "Its start fails where a dead recorder's files stand.",
        saying: "expected the start to succeed"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            guard case .link = call, reply == .failed(.exists) else { return nil }
            return .failed(.noAccess)
        }
    },

    Fault(
        "REUSE-2", "inherits-events", "Its start on the id of a dead recorder keeps its events.",
        saying: "to begin empty",
        also: ["START-2": "the events that are kept are from before the start"]
    ) { sabotage in
        var isReused = false
        sabotage.change(in: "start") { call, reply in
            if case .link = call, reply == .failed(.exists) { isReused = true }
            return nil
        }
        sabotage.answer(in: "start") { call in
            guard case .unlink(.events, _) = call, isReused else { return nil }
            return .done
        }
    },
]
