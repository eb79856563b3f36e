internal import SpoolSpec
internal import SpoolSystem

/// How fast the reference's procedures are walked through in a kernel in memory.
enum ModelBench {
    /// `model STATES`: prints states and nanoseconds, of a world that has more of them than are asked for.
    static func run(_ words: [String]) throws(BenchFailure) {
        let limit = Int(try Words(words).number(1))
        var exploration = Exploration(world, statesMax: limit)
        let began = MonotonicClock.now
        let survey = exploration.walk()
        let duration = MonotonicClock.now - began
        if let breach = survey.breach { throw BenchFailure("the model broke a clause: \(breach)") }
        StandardOutput.line("\(survey.states) \(duration)")
    }

    /// Two workers and two clients of the same id.
    private static var world: ModelScenario {
        let id = RecorderID.process(7)
        let (ana, bob) = (Filter(userid: "ana"), Filter(userid: "bob"))
        func client(_ name: String, _ filter: Filter) -> ModelScenario.Process {
            ModelScenario.Process(name, .client, ClientProgram([.open, .start(id, filter), .stop]))
        }
        func worker(_ name: String, _ event: ModelEvent) -> ModelScenario.Process {
            ModelScenario.Process(name, .worker, WorkerProgram([.scan(at: 1), .handle(event)]))
        }
        return ModelScenario(
            "two workers and two clients of one id", ids: [id],
            processes: [
                client("one", ana), client("two", bob), worker("worker", ModelEvent(1, of: "ana")),
                worker("peer", ModelEvent(2, of: "bob")),
            ],
            // A line that is written as its recorder stops leaves an orphan, until it is old enough to be swept.
            cleaners: [WorkerProgram([.scan(at: 100), .scan(at: 110), .scan(at: 120)])])
    }
}
