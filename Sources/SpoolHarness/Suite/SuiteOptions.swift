/// How a run of the suite is to be done.
package struct SuiteOptions: Sendable {
    /// The adapter of the recorder under test.
    package var candidate: AdapterCommand
    /// The reference recorder's adapter; `nil` for the one beside the stage program.
    package var reference: AdapterCommand?
    /// The program that plays cases when its first argument is ``StageProgram/argument``; `nil` for the running one.
    package var stageProgram: String?
    /// How many cases run at the same time; `nil` for one a processor.
    package var stagesMax: Int?
    /// From which the random numbers of all cases follow.
    package var seed: UInt64
    /// How far the cases that try schedules search, each of them.
    package var search: SearchBounds
    /// Seconds for a reply.
    package var deadlineSeconds: Double
    /// Seconds for a case that does not ask for another bound.
    package var caseSecondsMax: Double
    /// Where evidence of what went wrong is kept; `nil` keeps none.
    package var keepDirectory: String?
    /// How far stages are kept apart from the machine.
    package var isolation: ArenaOptions.Isolation
    /// A descriptor that becomes readable when somebody asks for the end.
    package var endDescriptor: Int32?

    package init(candidate: AdapterCommand) {
        self.candidate = candidate
        seed = 0
        search = SearchBounds()
        deadlineSeconds = AdapterProcess.deadlineSeconds
        caseSecondsMax = StageJob.secondsMax
        isolation = .strongest
    }
}

/// How a run of the suite came to its end.
package enum SuiteEnding: Hashable, Sendable {
    /// Every clause that was asked for has its verdict.
    case complete
    /// The adapter could not be run, or the machine lets nothing be judged; why.
    case couldNotRun(String)
    /// Somebody asked for the end.
    case brokenOff
}
