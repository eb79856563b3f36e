internal import SpoolSystem

/// An adapter's process with all that it has started: what a kill means, and a stop.
///
/// Each adapter leads a session. So its descendants are known by their parents, and those whose parent has ended by
/// their session. Who has made a session of its own is known by it from the first look on.
struct ProcessTree {
    private let root: Int32
    private var sessions: Set<Int32>

    /// - Parameter root: the process that was started, which leads a session.
    init(of root: Int32) {
        self.root = root
        sessions = [root]
    }

    /// All that is left of it, zombies too; `nil` where `/proc` cannot tell.
    mutating func members() -> [ProcessEntry]? {
        guard var others = ProcessEntry.all() else { return nil }
        let own = Accounts.process
        var members: [ProcessEntry] = []
        var ids: Set<Int32> = []
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            others.removeAll { entry in
                let belongs =
                    sessions.contains(entry.session) || ids.contains(entry.parent)
                    || entry.id == root && entry.parent == own
                guard belongs, entry.id != own else { return false }
                members.append(entry)
                ids.insert(entry.id)
                sessions.insert(entry.session)
                isGrowing = true
                return true
            }
        }
        return members.sorted { $0.id < $1.id }
    }

    /// Sends a signal to each of its processes, and to those that they start meanwhile.
    ///
    /// - Parameter group: a process group whose members have it already.
    mutating func send(_ signal: Signal, besides group: Int32? = nil) {
        var told: Set<[UInt64]> = []
        // Who is killed starts nothing more; a process that starts others as fast as this looks is not waited for.
        for _ in 0..<100 {
            let others = (members() ?? []).filter {
                $0.isAlive && $0.group != group && !told.contains($0.identity)
            }
            if others.isEmpty { return }
            for member in others {
                told.insert(member.identity)
                // Its number may have gone to another since it was listed.
                guard let handle = try? ProcessHandle(of: member.id),
                    ProcessEntry(member.id)?.startTime == member.startTime
                else { continue }
                try? handle.send(signal)
            }
        }
    }
}
