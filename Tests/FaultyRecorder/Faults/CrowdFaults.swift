internal import SpoolSpec

/// APPEND-2 with many recorders: a list that changes while a worker goes through it.
let crowdFaults: [Fault] = [
    crowded(
        "skips-the-next", "Where one of nine or more recorders came back it skips another.",
        saying: "missing: [\""
    ) { _, _, count in .wrote(count) },
    crowded(
        "meets-one-twice", "Where one of nine or more recorders came back it writes to another twice.",
        saying: "twice there: [\""
    ) { sabotage, call, _ in
        _ = sabotage.live(call)
        return sabotage.live(call)
    },
    Fault(
        "APPEND-2", "collected",
        "A garbage collector closes an events file after 18,000 lines, and one line is lost.",
        saying: "also after tens of thousands"
    ) { sabotage in
        var lines = 0
        sabotage.writeLines { _, _ in
            lines += 1
            return lines == 18_000 ? [] : nil
        }
    },
]

/// A worker that treats one recorder wrongly at the event at which it finds another come back.
private func crowded(
    _ slug: String, _ wrong: String, saying: String,
    _ treat: @escaping @Sendable (Sabotage, SpoolCall, Int) -> SpoolReply?
) -> Fault {
    Fault("APPEND-2", slug, wrong, saying: saying) { sabotage in
        var requests: [RecorderID: UInt64] = [:]
        var listed: [RecorderID: UInt64] = [:]
        var victim: RecorderID?
        sabotage.before("record") { victim = nil }
        sabotage.change(in: "record") { call, reply in
            switch (call, reply) {
            case (.openDirectory, _): listed = [:]
            case (.list, .names(let names, let end)):
                for name in names { if case .request(let id) = name.name { listed[id] = name.inode } }
                guard end else { return nil }
                let returned = listed.filter { requests[$0.key] != nil && requests[$0.key] != $0.value }
                let others = listed.keys.filter { requests[$0] == listed[$0] }
                if listed.count >= 9, !returned.isEmpty { victim = others.first }
                requests = listed
            default: break
            }
            return nil
        }
        sabotage.answer(in: "record") { call in
            guard case .write(let handle, let bytes) = call, bytes.count > 1,
                let id = sabotage.events(handle), id == victim
            else { return nil }
            victim = nil
            return treat(sabotage, call, bytes.count)
        }
    }
}
