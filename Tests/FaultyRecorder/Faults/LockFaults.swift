internal import Glibc
internal import SpoolSpec
internal import SpoolSystem

/// LOCK: a lock that is none, or that is not believed.
let lockFaults: [Fault] = [
    Fault(
        "LOCK-1", "another-kind-of-lock", "Its client locks with fcntl(2), which flock(2) does not see.",
        saying: "nobody holds a flock"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .lock(let handle, .exclusive) = call, sabotage.request(handle) == nil else {
                return nil
            }
            var range = flock(
                l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
            return fcntl(handle.number, F_SETLK, &range) == 0 ? .done : .failed(.noLocks)
        }
    },

    Fault(
        "LOCK-1", "lets-go", "Its client gives the lock back once the request is written.",
        saying: "nobody holds a flock"
    ) { sabotage in
        sabotage.change(in: "start") { call, _ in
            if case .write(let handle, _) = call { _ = sabotage.live(.unlock(handle)) }
            return nil
        }
    },

    Fault(
        "LOCK-1", "shared", "Its client holds a shared lock.", saying: "not exclusively"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .lock(let handle, .exclusive) = call else { return nil }
            return sabotage.live(.lock(handle, .shared))
        }
    },

    Fault(
        "LOCK-1", "collected", "A garbage collector closes its client's request after a while.",
        saying: "after 300 starts that were refused"
    ) { sabotage in
        var starts = 0
        sabotage.before("start") {
            starts += 1
            if starts == 200 { sabotage.letGoOfRequest() }
        }
    },

    Fault(
        "LOCK-1", "does-without", "Its start goes on where it cannot have its lock.",
        saying: "to fail, or to have the lock in the end"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            guard case .lock(_, .exclusive) = call, case .failed(let error) = reply, error != .wouldBlock
            else { return nil }
            return .done
        }
    },

    Fault(
        "LOCK-2", "inherited", "A child of its client keeps the request open, and with it the lock.",
        saying: "closed on exec"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            if case .openUnnamed = call, case .opened(let handle) = reply {
                _ = fcntl(handle.number, F_SETFD, 0)
            }
            return nil
        }
    },

    Fault(
        "LOCK-3", "asks-the-process-table", "Its workers take a recorder for dead whose process is gone.",
        saying: "to be taken for alive",
        also: [
            "REAP-2": "a live recorder taken for dead is removed"
        ]
    ) { sabotage in
        sabotage.judgeLife { id, isHeld, _ in isHeld && isRunning(id) }
    },

    Fault(
        "LOCK-3", "believes-the-process-table",
        "Its workers take a recorder for alive whose process number is in use.",
        saying: "to be taken for dead", also: ["REAP-1": "a dead recorder taken for alive is not removed"]
    ) { sabotage in
        sabotage.judgeLife { id, isHeld, _ in isHeld || isRunning(id) }
    },

    Fault(
        "LOCK-3", "asks-for-the-age", "Its workers take a recorder of more than an hour for dead.",
        saying: "31536000.0 s old, to be taken for alive",
        also: ["REAP-2": "a live recorder taken for dead is removed"]
    ) { sabotage in
        sabotage.judgeLife { _, isHeld, facts in isHeld && !isOld(facts, sabotage) }
    },

    Fault(
        "LOCK-4", "any-error-is-held", "A probe that fails for whatever reason means a live recorder.",
        saying: "not to be taken for alive"
    ) { sabotage in
        probeErrors(sabotage, mean: .failed(.wouldBlock))
    },

    Fault(
        "LOCK-4", "any-error-is-free",
        "A probe that fails for another reason than the lock means a dead one.",
        saying: "saw it was removed"
    ) { sabotage in
        probeErrors(sabotage, mean: .done)
    },

    Fault(
        "LOCK-4", "mixes-them-up",
        "It closes the request of a recorder that it knew and could not probe, and goes on with the number.",
        saying: "ten recorders were new"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .lock(let handle, .shared) = call, sabotage.request(handle) != nil,
                case .failed(let error) = reply, error != .wouldBlock
            else { return nil }
            _ = sabotage.live(.close(handle))
            return nil
        }
    },

    Fault(
        "LOCK-5", "locks-what-it-has-named",
        "It names its request first, then locks it, and does not look back.",
        saying: "to hold the lock of"
    ) { sabotage in
        var request: Handle?
        var facts: SpoolReply?
        sabotage.change(in: "start") { call, reply in
            switch call {
            case .openUnnamed: if case .opened(let handle) = reply { request = handle }
            case .status: facts = reply
            default: break
            }
            return nil
        }
        sabotage.answer(in: "start") { call in
            switch call {
            case .lock(let handle, .exclusive) where handle == request: return .done
            case .unlink(.events, _):
                if let request { _ = sabotage.live(.lock(request, .exclusive)) }
                return nil
            case .statusOf(.request, _): return facts
            default: return nil
            }
        }
    },

    Fault(
        "LOCK-6", "cleans-up-first", "Its client removes the events file before it owns the id.",
        saying: ".events is gone"
    ) { sabotage in
        sabotage.before("start") { sabotage.remove(.events(.process(getpid()))) }
    },

    Fault(
        "LOCK-6", "truncates", "Its client empties the request that stands before it asks for its lock.",
        saying: "0 bytes, inode"
    ) { sabotage in
        sabotage.before("start") {
            _ = try? Descriptor.open(
                "\(sabotage.path)/\(getpid()).req", [.writeOnly, .truncate, .noFollow])
        }
    },

    Fault(
        "LOCK-6", "takes-over", "Its client replaces the request of a live recorder.",
        saying: "it succeeded, with the id"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            guard case .link(_, let name, let directory) = call, reply == .failed(.exists) else {
                return nil
            }
            _ = sabotage.live(.unlink(name, in: directory))
            return sabotage.live(call)
        }
    },

    Fault(
        "LOCK-6", "lets-go-first",
        "A start that could not write its request lets go of it, and then removes it.",
        saying: "as it stood unlocked"
    ) { sabotage in
        sabotage.answerRemovalAfterFailedWrite {
            sabotage.letGoOfRequest()
            return nil
        }
    },

    Fault(
        "LOCK-7", "believes-its-probe",
        "A recorder that a probe has found held it writes to until the next scan, also if it is removed.",
        saying: "that a peer removed meanwhile"
    ) { sabotage in
        sabotage.overlookRemovedRequests()
    },

    Fault(
        "LOCK-8", "looks-at-the-end",
        "Its client notices that its request was removed when it is asked to stop.",
        saying: "and the client begins no other"
    ) { sabotage in
        let own = sabotage.rememberOwnRequest()
        sabotage.answer(in: "start", "advance") { call in
            if case .statusOf(.request, _) = call { own() } else { nil }
        }
    },

    Fault(
        "LOCK-8", "never-looks", "Its client does not notice that its request was removed.",
        saying: "to register again within 2 s"
    ) { sabotage in
        let own = sabotage.rememberOwnRequest()
        var isRemoved = false
        sabotage.answer(in: "start", "advance", "stop") { call in
            switch call {
            case .statusOf(.request, _):
                guard case .facts(let mine)? = own() else { return nil }
                isRemoved = true
                if case .facts(let there) = sabotage.live(call) { isRemoved = !there.isSameFile(as: mine) }
                return own()
            case .unlink where sabotage.operation.isSameText(as: "stop") && isRemoved:
                // It ends well, too, and harms nobody: that it did not look is all that is wrong.
                return .done
            default: return nil
            }
        }
    },
]

extension Sabotage {
    /// Decides otherwise than by the lock alone whether a recorder lives.
    ///
    /// - Parameter isAlive: takes the id, whether the lock is held, and what is known of the request.
    func judgeLife(_ isAlive: @escaping (RecorderID, Bool, FileFacts) -> Bool) {
        change(in: "record") { [unowned self] call, reply in
            guard case .lock(let handle, .shared) = call, let id = request(handle),
                reply == .done || reply == .failed(.wouldBlock),
                case .facts(let facts) = live(.status(handle))
            else { return nil }
            return isAlive(id, reply != .done, facts) ? .failed(.wouldBlock) : .done
        }
    }
}

extension Sabotage {
    /// Remembers how the client's request looked when its recording began.
    ///
    /// - Returns: what tells the answer to a look at it then; `nil` before that.
    func rememberOwnRequest() -> () -> SpoolReply? {
        var own: SpoolReply?
        var isNamed = false
        before("start") {
            own = nil
            isNamed = false
        }
        change(in: "start") { call, reply in
            // A look before that is one at a dead recorder's.
            if case .link = call, reply == .done { isNamed = true }
            if case .statusOf(.request, _) = call, case .facts = reply, isNamed, own == nil { own = reply }
            return nil
        }
        return { own }
    }
}

/// A worker to whom an error of a probe says what it does not.
private func probeErrors(_ sabotage: Sabotage, mean meaning: SpoolReply) {
    sabotage.change(in: "record") { call, reply in
        guard case .lock(let handle, .shared) = call, sabotage.request(handle) != nil,
            case .failed(let error) = reply, error != .wouldBlock
        else { return nil }
        return meaning
    }
}

private func isRunning(_ id: RecorderID) -> Bool {
    guard let process = Int32(id.text) else { return false }
    return kill(process, 0) == 0 || errno != ESRCH
}

private func isOld(_ facts: FileFacts, _ sabotage: Sabotage) -> Bool {
    guard let entries = try? Descriptor.open(sabotage.path, [.readOnly, .directory]).allEntries(),
        let entry = entries.first(where: { $0.inode == facts.inode }),
        let status = try? FileSystem.status(
            "\(sabotage.path)/\(String(decoding: entry.name, as: UTF8.self))")
    else { return false }
    return Int64(time(nil)) - status.modificationTime / 1_000_000_000 > 3600
}
