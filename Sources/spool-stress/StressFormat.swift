internal import SpoolHarness

/// The forms in which a report is written.
enum StressFormat: String, CaseIterable {
    case text, json, html

    /// Who writes it when the run is over; `nil` for text, which is written all the time.
    func document(_ plan: StressPlan, repetition: String) -> (any StressReporter)? {
        switch self {
        case .text: nil
        case .json: StressJSONReport(plan, repetition: repetition)
        case .html: StressPageReport(plan, repetition: repetition)
        }
    }
}
