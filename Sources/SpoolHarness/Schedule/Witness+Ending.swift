internal import SpoolSpec
internal import SpoolSystem

/// What must be so at the end, when everybody has stopped and workers have scanned.
extension Witness {
    /// What must be in the recordings that are still alive.
    func judgeLines() throws(Interruption) {
        guard violation == nil else { return }
        if isDisturbed { return try judgeLinesAfterFaults() }
        for recording in live where recording.owner < 0 {
            let paths = try spool.paths(recording.id)
            for performer in Set(hooks.map(\.performer)).sorted() {
                let asked = hooks.filter { $0.performer == performer }.map(\.path)
                let written = paths.filter { path in asked.contains { $0.utf8.elementsEqual(path.utf8) } }
                if written != asked {
                    violate(
                        "APPEND-2", "each worker's lines once and in their order, \(asked)",
                        "\(written) of \(paths)")
                }
            }
        }
    }

    /// After a torn line the same worker's next one is whole, and what was only interrupted is written.
    private func judgeLinesAfterFaults() throws(Interruption) {
        // With more than one fault, anything may be lost.
        guard disturbances == 1, crashedIn == nil else { return }
        for recording in live where recording.owner < 0 {
            let paths = try spool.paths(recording.id)
            for hook in hooks where hook.returned != nil {
                let count = paths.count { $0.utf8.elementsEqual(hook.path.utf8) }
                if hook.faults == [.fail(.interrupted, .once)], count != 1 {
                    violate(
                        "APPEND-4", "an append that was interrupted to be made again, once", "\(count) lines")
                }
                let wasTorn = hooks.contains { other in
                    other.performer == hook.performer && other.began < hook.began
                        && other.faults.contains(where: Self.tears)
                }
                let bytes = try spool.read(.events(recording.id)) ?? []
                if wasTorn, hook.faults.isEmpty, count == 0, Self.holds(hook.path, in: bytes) {
                    violate(
                        "APPEND-3", "a line behind one that was cut short to stand by itself",
                        "\(recording.id).events holds '\(String(decoding: bytes.suffix(400), as: UTF8.self))'"
                    )
                }
            }
        }
    }

    /// Whether a path stands anywhere in the bytes, as JSON may write it.
    private static func holds(_ path: String, in bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let escaped = path.split(separator: "/").joined(separator: "\\/")
        return text.contains(path + "\"") || text.contains(escaped + "\"")
    }

    private static func tears(_ treatment: Treatment) -> Bool {
        switch treatment {
        case .shorten, .fail(.noSpace, .once): true
        default: false
        }
    }

    /// What nobody may have left, after stops and scans.
    func judgeLeftovers() throws(Interruption) {
        guard violation == nil else { return }
        let left = try spool.names()
        guard !left.isEmpty else { return }
        // An orphan that was there from the beginning is nobody's crash, and whoever sweeps takes it.
        let isOldOrphan = scenario.preparations.contains(.orphan)
        let areOrphans = left.allSatisfy { $0.bytes.suffix(7).elementsEqual(".events".utf8) }
        let clause: ClauseID =
            switch isOldOrphan ? nil : crashedIn {
            // No start makes an events file: that came from a worker.
            case .start?: areOrphans ? "REAP-5" : "START-5"
            case .stop?: "STOP-3"
            case .record?: "REAP-4"
            case .advance?, nil: "REAP-5"
            }
        violate(clause, "three scans, 6 s apart, to clean whatever is left", "\(left)")
    }
}
