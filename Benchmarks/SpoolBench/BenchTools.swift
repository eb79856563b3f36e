internal import SpoolSystem

/// The programs of a measurement, and what is measured with more than one of them.
struct BenchTools {
    /// This program, as a contender.
    let reference: Contender
    /// The C program that makes the same system calls.
    let floor: Contender
    private let program: String
    private let allocations: String
    private let group: String

    init(_ options: [String: String]) throws(BenchFailure) {
        guard let floor = options["--floor"], let program = options["--program"],
            let allocations = options["--allocations"], let group = options["--group"]
        else {
            throw BenchFailure(
                "--floor, --program, --allocations and --group are needed; scripts/bench gives them")
        }
        self.program = program
        self.allocations = allocations
        self.group = group
        reference = Contender(name: BenchResult.reference, command: [program])
        self.floor = Contender(name: BenchCase.floor, command: [floor])
    }

    /// Median of the times between an event's writing and its being there, in nanoseconds.
    func wake(_ contender: Contender, in spool: BenchSpool, count: Int) throws(BenchFailure) -> Double {
        let file = "\(spool.path)/1.events"
        let writer: PipedProcess
        do throws(SpawnError) {
            writer = try PipedProcess([program, "stamp", file, "\(count)"])
        } catch { throw BenchFailure("starting the writer: \(error)") }
        let words = contender.name == floor.name ? ["wake", file] : ["wake", spool.path]
        let time = try contender.measure(words + ["\(count)"], processes: 1, openFiles: nil)
        // It has ended by now; letting go of it reaps it.
        _ = consume writer
        return time
    }

    /// What an event takes of memory or of the kernel: what many events take more than few.
    func count(_ counted: BenchCase.Counted, in path: String) throws(BenchFailure) -> Double {
        // All within the second in which there is one scan.
        let (few, many) = (1_000, 11_000)
        let more = try count(counted, in: path, events: many) - count(counted, in: path, events: few)
        return more / Double(many - few)
    }

    private func count(
        _ counted: BenchCase.Counted, in path: String, events: Int
    ) throws(BenchFailure) -> Double {
        let words = ["repeat", path, "\(events)"]
        switch counted {
        case .systemCalls:
            guard let count = try floor.numbers(["calls", program] + words).first else {
                throw BenchFailure("the system calls were not counted")
            }
            return count
        case .allocations:
            var counting = reference
            let report = "\(path).allocations"
            counting.environment["LD_PRELOAD"] = allocations
            counting.environment["SPOOL_BENCH_ALLOCATIONS"] = report
            _ = try counting.numbers(words)
            let text: String
            do throws(Errno) {
                text = String(decoding: try Descriptor.open(report, [.readOnly]).readAll(), as: UTF8.self)
                try FileSystem.unlink(report)
            } catch { throw BenchFailure("reading \(report): \(error)") }
            guard let count = Double(text.prefix { $0 != "\n" }) else {
                throw BenchFailure("the allocations were not counted: '\(text)'")
            }
            return count
        }
    }

    /// From the start of `spool-recorder record` until it says that it records, in nanoseconds.
    func timeUntilReady(in path: String) throws(BenchFailure) -> Double {
        let command = [beside("spool-recorder"), "record", "--directory", path, "--group", group]
        let begun = MonotonicClock.now
        do {
            var recorder = try PipedProcess(command)
            guard try recorder.error.waitReadable(until: begun + 10_000_000_000) else {
                throw BenchFailure("spool-recorder record said nothing for ten seconds")
            }
            let ready = MonotonicClock.now
            let said = String(decoding: try recorder.error.read(1 << 10), as: UTF8.self)
            try recorder.process.send(.terminate)
            let exit = try recorder.process.wait(until: ready + 10_000_000_000)
            guard exit == .exited(0), said.hasPrefix("Recording ") else {
                throw BenchFailure("spool-recorder record said '\(said)'")
            }
            try FileSystem.removeDirectory(path)
            return Double(ready - begun)
        } catch let failure as BenchFailure {
            throw failure
        } catch { throw BenchFailure("spool-recorder record: \(error)") }
    }

    /// `spool-check` on the reference recorder, in nanoseconds.
    func timeOfSuite(in directory: String) throws(BenchFailure) -> Double {
        let begun = MonotonicClock.now
        let suite = Contender(name: "spool-check", command: [beside("spool-check")])
        _ = try suite.numbers(["--output", "\(directory)/verdicts"])
        return Double(MonotonicClock.now - begun)
    }

    /// Products are siblings.
    private func beside(_ name: String) -> String {
        program.lastIndex(of: "/").map { program[...$0] + name } ?? name
    }
}
