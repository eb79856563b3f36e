extension Interleaving {
    /// A performance as a reader sees it.
    ///
    /// - Parameter performers: their names.
    init(_ performance: Performance, by performers: [String], title: String) {
        self.init(
            title: title, processes: performers,
            steps: performance.steps.map { step in
                Step(
                    process: step.performer, call: step.text, result: step.result,
                    treatment: step.treatment == .none ? nil : step.treatment.description,
                    isPreemption: step.isPreemption)
            }, decisiveStep: performance.violatedAt)
    }
}
