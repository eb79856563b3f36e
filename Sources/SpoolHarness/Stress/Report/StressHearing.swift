/// What a report that is written at the end must keep of a run's messages.
struct StressHearing {
    private(set) var findings: [StressFinding] = []
    private(set) var nemeses: [String] = []
    private(set) var missing: [String] = []

    /// - Returns: the result, with the last message.
    mutating func hear(_ message: StressMessage) -> StressResult? {
        switch message {
        case .began(let nemeses, let missing):
            self.nemeses = nemeses
            self.missing = missing
        case .progress: break
        case .finding(let finding): findings.append(finding)
        case .ended(let result): return result
        }
        return nil
    }
}
