internal import SpoolSpec
internal import SpoolSystem

/// START: recordings that begin otherwise than was asked.
let startFaults: [Fault] = [
    Fault(
        "START-1", "never-all", "Its request never asks for all methods.", saying: "says another filter"
    ) { sabotage in
        writeRequests(sabotage) { ["userid": $0["userid"] ?? nil, "all": 0] }
    },

    Fault(
        "START-1", "folds-the-user", "Its request asks for the user in lower case.",
        saying: #""userid":"root@pam""#
    ) { sabotage in
        writeRequests(sabotage) { request in
            request.with("userid", request.wantedUser.map { .string($0.lowercased()) } ?? .null)
        }
    },

    Fault(
        "START-1", "everybody-by-name", "Its request asks for the user 'all' where everybody is wanted.",
        saying: #"says another filter: {"userid":"all""#
    ) { sabotage in
        writeRequests(sabotage) { $0.with("userid", .string($0.wantedUser ?? "all")) }
    },

    Fault(
        "START-1", "all-as-text", "Its request says \"all\": \"1\".", saying: "is none of 0, 1, false, true"
    ) { sabotage in
        writeRequests(sabotage) { request in
            request.with("all", .string(request["all"]?.isSet == true ? "1" : "0"))
        }
    },

    Fault(
        "START-1", "another-shape", "Its request is an array.", saying: "is no JSON object: ["
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .write(let handle, let bytes) = call else { return nil }
            return sabotage.write(request: [0x5B] + bytes + [0x5D], to: handle, for: bytes)
        }
    },

    Fault(
        "START-1", "nothing-yet", "Its start returns before the request is written.",
        saying: "is no JSON object"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .write(_, let bytes) = call else { return nil }
            return .wrote(bytes.count)
        }
    },

    Fault(
        "START-2", "keeps-old-events", "Its start leaves the events that stand under its id.",
        saying: "expected no line in",
        also: ["REUSE-2": "a recording that begins with old events does not begin empty"]
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .unlink(.events, _) = call else { return nil }
            return .done
        }
    },

    Fault(
        "START-3", "gives-up", "Its start fails at once where a worker holds what it needs.",
        saying: "to succeed beside"
    ) { sabotage in
        var hasWaited = false
        sabotage.before("start") { hasWaited = false }
        sabotage.answer(in: "start") { call in
            switch call {
            case .wait:
                hasWaited = true
                return .done
            case .link where hasWaited: return .failed(.wouldBlock)
            default: return nil
            }
        }
    },

    Fault(
        "START-3", "waits-for-ever", "Its start waits for a worker however long that takes.",
        saying: "to succeed or to fail within 5 s"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .wait = call else { return nil }
            return sabotage.live(.wait(nanoseconds: 1_000_000_000))
        }
    },

    Fault(
        "START-4", "says-success", "Its start succeeds where the request could not be written.",
        saying: "to fail; saw it succeeded"
    ) { sabotage in
        sabotage.change(in: "start") { call, _ in
            guard case .write(_, let bytes) = call else { return nil }
            return .wrote(bytes.count)
        }
    },

    Fault(
        "START-4", "takes-it-for-written", "Its start takes an interrupted write for a whole one.",
        saying: "is interrupted, then fails"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            guard case .write(_, let bytes) = call, reply == .failed(.interrupted) else { return nil }
            return .wrote(bytes.count)
        }
    },

    Fault(
        "START-4", "dies-of-a-directory", "Its start ends the process where it cannot remove old events.",
        saying: "its process to live on"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            if case .unlink(.events, _) = call, case .failed(let error) = reply, error != .noEntry {
                crash("an events file that could not be removed")
            }
            return nil
        }
    },

    Fault(
        "START-4", "leaves-the-request", "Its failed start leaves the request that it could not write.",
        saying: ".req is new"
    ) { sabotage in
        sabotage.answerRemovalAfterFailedWrite { .done }
    },

    Fault(
        "START-4", "stays-beside-a-directory",
        "Its start that cannot remove old events fails and leaves its request.",
        saying: "START-4/a directory in place of the events: expected no entry",
        also: ["LOCK-1": "the request that it leaves is locked by nobody"]
    ) { sabotage in
        var hasFailed = false
        sabotage.change(in: "start") { call, reply in
            if case .unlink(.events, _) = call, case .failed(let error) = reply, error != .noEntry {
                hasFailed = true
            }
            return nil
        }
        sabotage.answer(in: "start") { call in
            guard case .unlink(.request, _) = call, hasFailed else { return nil }
            return .done
        }
    },

    Fault(
        "START-5", "under-another-name", "It makes its request under a name of its own, and then renames it.",
        saying: "still there: new."
    ) { sabotage in
        let name = "\(sabotage.path)/new.\(Accounts.process)"
        sabotage.answer(in: "start") { call in
            switch call {
            case .openUnnamed(_, let mode):
                return sabotage.attempt { () throws(Errno) in
                    let file = try Descriptor.open(
                        name, [.writeOnly, .create, .exclusive], mode: UInt32(mode))
                    return .opened(Handle(file.release()))
                }
            case .link(_, let request, _):
                return sabotage.attempt { () throws(Errno) in
                    try FileSystem.link(name, as: "\(sabotage.path)/\(request.fileName)")
                    try FileSystem.unlink(name)
                    return .done
                }
            default: return nil
            }
        }
        // Where the name is taken it gives the file up with it.
        sabotage.change(in: "start") { call, _ in
            if case .close = call { try? FileSystem.unlink(name) }
            return nil
        }
    },

    Fault(
        "START-5", "leaves-the-empty", "Its workers remove no dead request that is empty.",
        saying: "killed before call",
        also: [
            "REAP-1": "a dead recorder's request is left",
            "LOCK-3": "the contents decide whether a recorder is taken for dead",
        ]
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .lock(let handle, .shared) = call, reply == .done, sabotage.request(handle) != nil,
                case .facts(let facts) = sabotage.live(.status(handle)), facts.size == 0
            else { return nil }
            return .failed(.inputOutput)
        }
    },
]

/// Writes another request than was asked for, and says that it was the one.
private func writeRequests(_ sabotage: Sabotage, _ change: @escaping (JSONObject) -> JSONObject) {
    sabotage.answer(in: "start") { call in
        guard case .write(let handle, let bytes) = call,
            let object = try? JSONObject.parse(bytes, limits: .request)
        else { return nil }
        return sabotage.write(request: change(object).encoded(), to: handle, for: bytes)
    }
}

extension Sabotage {
    /// Writes another request than was asked for. One that was cut short is told to be cut short.
    fileprivate func write(request: [UInt8], to handle: Handle, for bytes: [UInt8]) -> SpoolReply {
        let reply = live(.write(handle, request))
        guard case .wrote(let count) = reply else { return reply }
        return .wrote(count == request.count ? bytes.count : min(count, bytes.count - 1))
    }
}
