internal import ReferenceRecorder
internal import SpoolFormatting
internal import SpoolSpec
internal import SpoolSystem

/// What is in a spool, as `spool-recorder status` tells it.
struct SpoolStatus {
    /// Whether workers look.
    enum Looks: Hashable {
        case unwatched
        case seen
        case unseen(seconds: Int)
        case failed(Errno)
    }

    let survey: SpoolSurvey
    let location: SpoolLocation
    let looks: Looks
    /// What keeps workers out of the spool, or lets others in.
    let faults: [String]
    private let now = WallClock.now

    /// - Parameter group: the workers'.
    init(_ survey: SpoolSurvey, _ location: SpoolLocation, group: UInt32, looks: Looks) {
        self.survey = survey
        self.location = location
        self.looks = looks
        faults = Self.faults(survey, location, group)
    }

    /// Whether nothing has to be done.
    var isGood: Bool {
        let isKnown = survey.entries.allSatisfy { if case .unknown = $0.state { false } else { true } }
        return faults.isEmpty && survey.leftovers.isEmpty && isKnown
    }

    private static func faults(
        _ survey: SpoolSurvey, _ location: SpoolLocation, _ group: UInt32
    ) -> [String] {
        guard let directory = survey.directory else { return [] }
        var faults: [String] = []
        func compare(_ path: String, _ status: FileStatus, mode: UInt16) {
            if status.mode != UInt32(mode) {
                faults.append(
                    "\(path) has mode \(SpoolWords.mode(status.mode)), not \(SpoolWords.mode(UInt32(mode)))")
            }
            if status.group != group {
                faults.append(
                    "\(path) belongs to group \(name(ofGroup: status.group)), not \(location.group)")
            }
        }
        compare(location.directory, directory, mode: PrepareDirectory.mode)
        if directory.owner != 0, directory.owner != Accounts.effectiveUser {
            faults.append(
                "\(location.directory) belongs to user \(name(ofUser: directory.owner)), not to root")
        }
        for entry in survey.entries {
            let request = "\(location.directory)/\(SpoolName.request(entry.id).fileName)"
            let events = "\(location.directory)/\(SpoolName.events(entry.id).fileName)"
            switch entry.state {
            case .live: if let status = entry.request { compare(request, status, mode: Claim.mode) }
            case .foreign: faults.append("\(request) is no regular file")
            case .dead, .orphan, .unknown: break
            }
            guard let status = entry.events else { continue }
            if status.kind != .regular {
                faults.append("\(events) is no regular file")
            } else if status.mode & 0o007 != 0 {
                faults.append(
                    "\(events) can be used by everybody: its mode is \(SpoolWords.mode(status.mode))")
            }
        }
        return faults
    }

    private static func name(ofGroup number: UInt32) -> String {
        UserAccount.nameOfGroup(number) ?? "\(number)"
    }

    private static func name(ofUser number: UInt32) -> String {
        UserAccount.nameOfUser(number) ?? "\(number)"
    }
}

// MARK: For a person

extension SpoolStatus {
    /// The lines of the report.
    var text: String {
        guard let directory = survey.directory else {
            return PrintableText.shown("\(location.directory) is not there: nobody records.") + "\n"
        }
        var lines = [
            "\(location.directory): mode \(SpoolWords.mode(directory.mode)), user \(Self.name(ofUser: directory.owner)), "
                + "group \(Self.name(ofGroup: directory.group))"
        ]
        lines += survey.entries.map(line)
        if survey.entries.isEmpty { lines.append("nobody records") }
        if survey.others > 0 {
            lines.append("\(counted(survey.others, "other name")) that workers leave alone")
        }
        lines += faults.map { "wrong: \($0)" }
        if !survey.leftovers.isEmpty {
            lines.append(
                "left by dead recorders: \(survey.leftovers.count); 'spool-recorder clean' removes them")
        }
        lines += looksLine.map { [$0] } ?? []
        return lines.map { PrintableText.shown($0) + "\n" }.joined()
    }

    private func line(_ entry: SpoolSurvey.Entry) -> String {
        var parts: [String] = []
        switch entry.state {
        case .live:
            let isEmpty = entry.request?.size == 0
            parts.append(
                isEmpty
                    ? "recording that begins or ends" : "recording of \(SpoolWords.wish(entry.filter))")
            parts.append("held by \(SpoolWords.holders(entry.holders))")
        case .dead: parts.append("dead recording of \(SpoolWords.wish(entry.filter))")
        case .orphan: parts.append("requests without a recording")
        case .foreign: parts.append("no recording: what stands there is no regular file")
        case .unknown(let error): parts.append("cannot be looked at: \(error)")
        }
        if let time = (entry.request ?? entry.events)?.changeTime {
            parts.append("\(SpoolWords.age(since: time, now: now)) old")
        }
        if let events = entry.events { parts.append("\(SpoolWords.size(events.allocated)) written") }
        return "\(entry.id): " + parts.joined(separator: ", ")
    }

    private var looksLine: String? {
        switch looks {
        case .unwatched: return nil
        case .seen: return "workers look"
        case .unseen(let seconds):
            return
                "no worker has looked for \(seconds) s: no server records here (its request_recording flag, group and "
                + "directory decide that), or it handles no request"
        case .failed(let error):
            return
                "whether workers look cannot be told: \(error); the limits are fs.inotify.max_user_instances and "
                + "fs.inotify.max_user_watches"
        }
    }
}

// MARK: For a program

extension SpoolStatus {
    /// One object on one line.
    var json: String {
        var object: JSONObject = [
            "directory": .string(location.directory), "exists": .bool(survey.directory != nil),
        ]
        if let directory = survey.directory {
            object["mode"] = .string(SpoolWords.mode(directory.mode))
            object["owner"] = .string(Self.name(ofUser: directory.owner))
            object["group"] = .string(Self.name(ofGroup: directory.group))
        }
        object["recordings"] = .array(survey.entries.map { .object(members($0)) })
        object["other_names"] = number(Int64(survey.others))
        object["faults"] = .array(faults.map(JSONValue.string))
        switch looks {
        case .seen: object["workers_look"] = true
        case .unseen: object["workers_look"] = false
        case .unwatched, .failed: object["workers_look"] = .null
        }
        return JSONValue.object(object).terminalText + "\n"
    }

    private func members(_ entry: SpoolSurvey.Entry) -> JSONObject {
        let state =
            switch entry.state {
            case .live: "live"
            case .dead: "dead"
            case .orphan: "orphan"
            case .foreign: "foreign"
            case .unknown: "unknown"
            }
        var object: JSONObject = ["id": .string(entry.id.text), "state": .string(state)]
        if let filter = entry.filter {
            object["userid"] = filter.userid.map(JSONValue.string) ?? .null
            object["all"] = .bool(filter.all)
        }
        object["holders"] = .array(entry.holders.map { number(Int64($0)) })
        if let time = (entry.request ?? entry.events)?.changeTime {
            object["age_seconds"] = number(max(0, (now - time) / 1_000_000_000))
        }
        object["bytes"] = number(entry.events?.allocated ?? 0)
        return object
    }

    private func number(_ value: Int64) -> JSONValue { JSONValue(integerLiteral: Int(value)) }
}
