internal import SpoolSpec

/// Whether a worker's hook has begun with a scan, for faults that are wrong between two scans only.
final class ScanMark {
    /// Whether the event at hand came with a scan.
    private(set) var isUnderWay = false

    init(_ sabotage: Sabotage) {
        sabotage.before("record") { self.isUnderWay = false }
        sabotage.answer(in: "record") { call in
            if case .openDirectory = call { self.isUnderWay = true }
            return nil
        }
    }
}
