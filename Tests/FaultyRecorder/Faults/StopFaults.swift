internal import Glibc
internal import SpoolSpec
internal import SpoolSystem

/// STOP: recordings that do not quite end, or end others with them.
let stopFaults: [Fault] = [
    Fault(
        "STOP-1", "leaves-the-events", "Its stop leaves the events file.", saying: ".events]"
    ) { sabotage in
        sabotage.answer(in: "stop") { call in
            switch call {
            case .unlink(.events, _): .done
            case .statusOf(.events, _): .failed(.noEntry)
            default: nil
            }
        }
    },

    Fault(
        "STOP-1", "leaves-the-request", "Its stop lets go of the lock and leaves the request to the workers.",
        saying: ".req]"
    ) { sabotage in
        sabotage.answer(in: "stop") { call in
            guard case .unlink(.request, _) = call else { return nil }
            return .done
        }
    },

    Fault(
        "STOP-1", "keeps-the-lock", "Its stop removes the files, and keeps the lock.",
        saying: "to be free after the stop"
    ) { sabotage in
        sabotage.answer(in: "stop") { call in
            guard case .close(let handle) = call, sabotage.request(handle) != nil else { return nil }
            return .done
        }
    },

    Fault(
        "STOP-2", "by-name", "Its stop removes what stands under its names, whosever it is.",
        saying: "that it replaced"
    ) { sabotage in
        let own = sabotage.rememberOwnRequest()
        sabotage.answer(in: "stop") { call in
            if case .statusOf(.request, _) = call { own() } else { nil }
        }
    },

    Fault(
        "STOP-2", "unlocks-first", "Its stop lets go of the lock, and then removes its files by their names.",
        saying: "to leave a successor's"
    ) { sabotage in
        sabotage.before("stop") { sabotage.letGoOfRequest() }
    },

    Fault(
        "STOP-3", "renames-first", "Its stop renames the request before it removes it.", saying: ".req.gone"
    ) { sabotage in
        sabotage.renameBeforeRemoval(in: "stop")
    },

    Fault(
        "STOP-4", "by-number", "Its stop without a recording removes the files of its own number.",
        saying: "after a stop without a recording"
    ) { sabotage in
        var isRecording = false
        sabotage.change(in: "start") { call, reply in
            if case .link = call, reply == .done { isRecording = true }
            return nil
        }
        sabotage.before("stop") {
            if !isRecording {
                sabotage.remove(.request(.process(getpid())))
                sabotage.remove(.events(.process(getpid())))
            }
            isRecording = false
        }
    },
]

extension Sabotage {
    /// Removes a request in two steps, the first of which gives it a name that no worker knows.
    func renameBeforeRemoval(in operation: String) {
        answer(in: operation) { [unowned self] call in
            guard case .unlink(.request(let id), _) = call else { return nil }
            return attempt { () throws(Errno) in
                try FileSystem.rename("\(path)/\(id).req", to: "\(path)/\(id).req.gone")
                try FileSystem.unlink("\(path)/\(id).req.gone")
                return .done
            }
        }
    }
}
