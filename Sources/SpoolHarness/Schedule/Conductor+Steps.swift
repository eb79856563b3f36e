internal import SpoolSpec
internal import SpoolSystem

/// What happened: each step as text, as a digest by which runs are compared, and as what it depends on.
extension Conductor {
    func footprint(_ call: ObservedCall) -> Footprint {
        let spool = troupe.scene.spool.path
        let known = names
        return Footprint(call, isDirectory: { $0.utf8.elementsEqual(spool.utf8) }) { Self.name($0, known) }
    }

    /// Follows an unnamed file to the name that it gets.
    mutating func learnNames(_ traced: TracedProcess) {
        for call in traced.calls where call.name == "linkat" && !call.failed {
            if let unnamed = call.fileName, let name = call.secondFileName {
                names[Self.plain(unnamed)] = name
            }
        }
    }

    private static func plain(_ name: String) -> String {
        name.hasSuffix(" (deleted)") ? String(name.dropLast(10)) : name
    }

    /// The name by which others know a file; `nil` for one that has none yet.
    private static func name(_ path: String, _ names: [String: String]) -> String? {
        guard let last = path.lastComponent else { return nil }
        let name = plain(String(last))
        guard name.utf8.first == UInt8(ascii: "#") else { return name }
        return names[name]
    }

    mutating func keep(
        _ performer: Performer, _ call: ObservedCall?, _ treatment: Treatment, _ isPreemption: Bool,
        text: String? = nil
    ) {
        if let traced = performer.traced { learnNames(traced) }
        if let call, call.name == "linkat", !call.failed, let unnamed = call.fileName,
            let name = call.secondFileName
        {
            names[Self.plain(unnamed)] = name
        }
        let print = call.map(footprint)
        let hidden = performer.asides
        performer.asides = []
        let things = (print?.things ?? []).map { normalized($0) }
        var hasher = Hasher()
        hasher.combine(performer.index)
        // Of a text the first word only: an id may stand behind it, which a client that was started anew changes.
        hasher.combine(call?.name ?? text?.split(separator: " ").first.map(String.init))
        hasher.combine(things)
        hasher.combine(call.flatMap(outcome))
        hasher.combine(treatment)
        hasher.combine(hidden)
        let digest = hasher.finalize()
        performance.steps.append(
            PerformedStep(
                performer: performer.index, act: performer.act?.0.name ?? "",
                text: ([text ?? call.map(describe) ?? "(no call)"] + hidden).joined(separator: ", then "),
                result: call.flatMap(resultText), digest: digest, treatment: treatment,
                isPreemption: isPreemption))
        let behind = order.before(print, by: performer.index)
        let hash = combined(digest, performer.index, 0, behind: behind)
        order.add(print, by: performer.index, hash: hash)
        past = past &+ hash
    }

    func combined(_ first: Int, _ second: Int, _ third: Int, behind: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(first)
        hasher.combine(second)
        hasher.combine(third)
        hasher.combine(behind)
        return hasher.finalize()
    }

    /// Lets a process that asks again and again, while nobody else can do anything, go on without a stop in the judge's
    /// hands, until it gives up: each round is like the one before, of which every call was a place to stop at.
    ///
    /// Where it does not give up it is held again, and the schedule is broken off for its length.
    func letPoll(_ performer: Performer, _ traced: TracedProcess) {
        performer.hasPolled = true
        performer.wakesInVain = 0
        performer.asides.append("the same again and again, while nobody else can do anything")
        var calls = 0
        traced.before = { call in
            calls += 1
            return call.waits || calls > Self.pollingCallsMax ? .hold : .none
        }
    }

    /// Most calls of a process that polls.
    private static var pollingCallsMax: Int { 2000 }

    /// What a call came to: numbers of descriptors and lengths of listings are left out.
    private func outcome(_ call: ObservedCall) -> Int64? {
        guard let result = call.result else { return nil }
        if result < 0 { return result }
        return call.writes || call.name.hasPrefix("read") || call.name.hasPrefix("pread") ? result : 0
    }

    private func normalized(_ name: String) -> String {
        for performer in troupe.performers where performer.isClient && performer.process != nil {
            let own = performer.recorderID
            if name.hasPrefix(own + ".") { return "\(performer.index)\(name.dropFirst(own.count))" }
        }
        return name
    }

    private func describe(_ call: ObservedCall) -> String {
        let known = names
        let files = [call.path, call.secondPath].compactMap(\.self).map { path in
            path.utf8.elementsEqual(troupe.scene.spool.path.utf8)
                ? "." : Self.name(path, known) ?? "(unnamed)"
        }
        var text = "\(call.name) \(files.joined(separator: " → "))"
        if call.name == "flock" { text += " " + Self.lockName(call.arguments[1]) }
        return text
    }

    /// The error's name or the number of bytes, where there is one.
    private func resultText(_ call: ObservedCall) -> String? {
        guard let result = call.result else { return nil }
        if result < 0 { return Errno(rawValue: Int32(-result)).name }
        return call.writes || call.name == "read" || call.name == "pread64"
            ? "\(result) byte\(result == 1 ? "" : "s")" : nil
    }

    private static func lockName(_ operation: UInt64) -> String {
        switch operation & 0xB {
        case 1: "SH"
        case 2: "EX"
        default: "UN"
        }
    }
}
