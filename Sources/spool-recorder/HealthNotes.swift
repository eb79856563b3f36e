internal import ReferenceRecorder
internal import SpoolSpec
internal import SpoolSystem

/// Says once what a recording's check of itself has found: what was out of the workers' reach, and what was done.
struct HealthNotes {
    private var last = Recording<LiveKernel>.Health.standing

    /// - Returns: what is to be said; `nil` where all is well, or where it was said after the check before.
    mutating func text(_ health: Recording<LiveKernel>.Health, at location: SpoolLocation) -> String? {
        defer { last = health }
        guard health != last else { return nil }
        switch health {
        case .standing: return nil
        case .mended:
            return
                "Note: the mode or group of \(location.directory), or of the request in it, was changed, and workers could "
                + "not reach it; it is set right, events may be missing."
        case .registeredAgain:
            return
                "Note: the request was removed, replaced or emptied, or \(location.directory) was moved or mounted over; "
                + "the request was made again, events may be missing."
        }
    }
}
