/// What a report that is written at the end must keep of a run's messages.
struct StressHearing {
    private(set) var findings: [StressFinding] = []
    private(set) var nemeses: [String] = []
    private(set) var missing: [String] = []
    private(set) var notes: [String] = []

    /// - Returns: the result, with the last message.
    mutating func hear(_ message: StressMessage) -> StressResult? {
        switch message {
        case .began(let nemeses, let missing, let notes):
            self.nemeses = nemeses
            self.missing = missing
            self.notes = notes
        case .progress: break
        case .finding(let finding): findings.append(finding)
        case .ended(let result): return result
        }
        return nil
    }
}
