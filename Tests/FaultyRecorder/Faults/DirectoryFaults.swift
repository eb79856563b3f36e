internal import SpoolSpec
internal import SpoolSystem

/// DIR: a spool directory made wrongly, or one that should have been refused.
let directoryFaults: [Fault] = [
    Fault(
        "DIR-1", "no-group-bit", "It makes the directory 0770, so that files get their maker's group.",
        saying: "mode 0770"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .setMode(let handle, PrepareDirectory.mode) = call else { return nil }
            return sabotage.live(.setMode(handle, 0o770))
        }
    },

    Fault(
        "DIR-1", "own-group", "It leaves the directory it makes to its own group.", saying: "and group 0",
        also: ["START-1": "workers may not enter the directory, so they do not go by the request"]
    ) { sabotage in
        var directory: Handle?
        sabotage.change(in: "start") { call, reply in
            if case .openDirectory = call, case .opened(let handle) = reply { directory = handle }
            return nil
        }
        sabotage.answer(in: "start") { call in
            guard case .setGroup(let handle, _) = call, handle == directory else { return nil }
            return .done
        }
    },

    Fault(
        "DIR-1", "expects-it", "Its clients do not make the directory.",
        saying: "expected the start to succeed",
        also: ["START-1": "a start that fails leaves no request"]
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .makeDirectory = call else { return nil }
            return .failed(.exists)
        }
    },

    Fault(
        "DIR-2", "workers-make-it", "Its workers make the directory where it is missing.",
        saying: "spool is new"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .openDirectory = call, reply == .failed(.noEntry) else { return nil }
            _ = sabotage.live(.makeDirectory(mode: 0o770))
            return sabotage.live(call)
        }
    },

    Fault(
        "DIR-2", "dies-without-it", "Its hook fails where there is no directory.",
        saying: "exited with status 1"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .openDirectory = call, reply == .failed(.noEntry) else { return nil }
            crash("no directory")
        }
    },

    Fault(
        "DIR-3", "only-one-makes-it", "Its start fails where another has just made the directory.",
        saying: "to succeed; saw it failed"
    ) { sabotage in
        var stood = false
        sabotage.before("start") { stood = (try? FileSystem.status(sabotage.path)) != nil }
        sabotage.change(in: "start") { call, reply in
            guard case .makeDirectory = call, reply == .failed(.exists), !stood else { return nil }
            return .failed(.inputOutput)
        }
    },

    Fault(
        "DIR-4", "open-for-a-moment", "It makes the directory 0777, and sets its mode afterwards.",
        saying: "mode 0777 after"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .makeDirectory = call else { return nil }
            return sabotage.live(.makeDirectory(mode: 0o777))
        }
    },

    Fault(
        "DIR-5", "follows-a-link", "It starts in the directory that a symbolic link leads to.",
        saying: "is a symbolic link to"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .openDirectory = call else { return nil }
            return sabotage.attempt { () throws(Errno) in
                .opened(Handle(try Descriptor.open(sabotage.path, [.readOnly, .directory]).release()))
            }
        }
    },

    Fault(
        "DIR-5", "clears-the-way", "It removes a file that stands where the directory should.",
        saying: "is no directory (file) to be refused"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            guard case .openDirectory = call, reply == .failed(.notDirectory) else { return nil }
            try? FileSystem.unlink(sabotage.path)
            _ = sabotage.live(.makeDirectory(mode: 0o700))
            return sabotage.live(call)
        }
    },

    Fault(
        "DIR-5", "trusts-anybody", "It starts in a directory that belongs to another user.",
        saying: "is a directory of user"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            guard case .status = call, case .facts(var facts) = reply, facts.kind == .directory else {
                return nil
            }
            facts.owner = 0
            return .facts(facts)
        }
    },

    Fault(
        "DIR-5", "leaves-the-mode", "It leaves its own directory open to others.",
        saying: "in our own that had mode"
    ) { sabotage in
        sabotage.change(in: "start") { call, reply in
            // One that it has just made is 0700.
            guard case .status = call, case .facts(var facts) = reply, facts.kind == .directory,
                facts.mode != 0o700
            else { return nil }
            facts.mode = PrepareDirectory.mode
            return .facts(facts)
        }
    },

    Fault(
        "DIR-5", "link-behind-a-slash", "It follows a symbolic link with a slash behind its name.",
        saying: "behind its name to be refused"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .openDirectory = call else { return nil }
            return sabotage.attempt { () throws(Errno) in
                let path = sabotage.path
                return .opened(
                    Handle(try Descriptor.open(path, [.readOnly, .directory, .noFollow]).release()))
            }
        }
    },

    Fault(
        "DIR-5", "any-directory", "It sets the mode of any directory of its own, whatever is in it.",
        saying: "that holds notes.txt too to be refused"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            if case .listKinds = call { .kinds(own: 0, others: 0, end: true) } else { nil }
        }
    },

    Fault(
        "DIR-5", "stays-changed", "Its failed start leaves the mode that it has set.",
        saying: "to leave the directory's mode"
    ) { sabotage in
        sabotage.answer(in: "start") { call in
            guard case .setMode(let handle, let mode) = call, sabotage.isDirectory(handle),
                mode != PrepareDirectory.mode
            else { return nil }
            return .done
        }
    },

    Fault(
        "DIR-6", "another-group", "Where the group is missing it takes its own.", saying: "saw it succeeded"
    ) { sabotage in
        let isThere = Accounts.groupNumber(of: sabotage.group) != nil
        let own = UserAccount.nameOfGroup(UserAccount.effectiveGroup)
        sabotage.group = isThere ? sabotage.group : own ?? "root"
    },

    Fault(
        "DIR-6", "unnamed", "Where the group is missing it fails without naming it.",
        saying: "there is no group ''"
    ) { sabotage in
        let isThere = Accounts.groupNumber(of: sabotage.group) != nil
        sabotage.group = isThere ? sabotage.group : ""
    },
]

/// Ends the process as an exception that nobody caught would.
func crash(_ why: String) -> Never {
    StandardError.write("Died: \(why)\n")
    ThisProcess.end(1)
}
