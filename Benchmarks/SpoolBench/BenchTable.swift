internal import SpoolSpec
internal import SpoolSystem

/// `table OPTIONS`: measures all cases on all sides, in turn A B A B, and prints medians and ratios.
struct BenchTable {
    private let directory: String
    private let windowNanoseconds: Int64
    private let rounds: Int
    private let only: String?
    private let json: String?
    private let tools: BenchTools
    private let published: [Contender]

    init(_ arguments: [String]) throws(BenchFailure) {
        var options: [String: String] = [:]
        var index = 1
        while index + 1 < arguments.count {
            options[arguments[index]] = arguments[index + 1]
            index += 2
        }
        guard let directory = options["--directory"] else {
            throw BenchFailure("--directory is needed; scripts/bench gives it")
        }
        self.directory = directory
        tools = try BenchTools(options)
        windowNanoseconds = (options["--window-ms"].flatMap { Int64($0) } ?? 200) * 1_000_000
        rounds = options["--rounds"].flatMap { Int($0) } ?? 5
        only = options["--only"]
        json = options["--json"]
        var published: [Contender] = []
        if let module = options["--module"], let script = options["--published"] {
            for backend in (options["--backends"] ?? BenchCase.pp).split(separator: ",") {
                var environment = Environment.inherited
                environment["PERL_JSON_BACKEND"] = String(backend)
                published.append(
                    Contender(
                        name: String(backend), command: ["perl", script, module], environment: environment,
                        startNanoseconds: 100_000_000))
            }
        }
        self.published = published
    }

    func run() throws(BenchFailure) {
        StandardOutput.line(BenchResult.heading)
        var results: [BenchResult] = []
        for benchCase in BenchCase.all where only.map({ benchCase.name.contains($0) }) ?? true {
            let result = try measure(benchCase)
            StandardOutput.line(result.row)
            results.append(result)
        }
        guard let json else { return }
        let document = JSONValue.array(results.map { $0.json })
        do throws(Errno) {
            let file = try Descriptor.open(json, [.writeOnly, .create, .truncate], mode: 0o644)
            try file.writeAll(document.encoded() + [0x0A])
        } catch { throw BenchFailure("writing \(json): \(error)") }
    }

    /// All sides once a round, so that what else the machine does hits all of them.
    private func measure(_ benchCase: BenchCase) throws(BenchFailure) -> BenchResult {
        let rounds = benchCase.isLong ? 1 : rounds
        var times: [String: [Double]] = [:]
        for round in 0..<rounds {
            for contender in sides(of: benchCase) {
                let time = try measure(benchCase.task, contender, in: "\(directory)/spool")
                // The first round finds caches and the processor's clock cold.
                if round > 0 || rounds == 1 { times[contender.name, default: []].append(time) }
            }
        }
        return BenchResult(benchCase, times)
    }

    private func sides(of benchCase: BenchCase) -> [Contender] {
        switch benchCase.task {
        // The floor keeps every recorder's descriptors.
        case .hook(_, _, _, _, _, .some): [tools.reference] + published
        case .hook: [tools.reference, tools.floor] + published
        case .scan: [tools.reference] + published
        case .follow, .wake: [tools.reference, tools.floor]
        case .count, .ready, .suite: [tools.reference]
        }
    }

    private func measure(
        _ task: BenchCase.Task, _ contender: Contender, in path: String
    ) throws(BenchFailure) -> Double {
        switch task {
        case .hook(let recorders, let matches, let lineBytes, let processes, let batch, let openFiles):
            let filter = Filter(userid: matches ? nil : "nobody@pve", all: true)
            return try withSpool(path, recorders, filter) { () throws(BenchFailure) in
                // Time enough for all of them to start, on a busy machine too; one need not wait.
                let start =
                    processes > 1 ? WallClock.now + contender.startNanoseconds * Int64(3 + processes) : 0
                let window = processes > 1 ? 3 * windowNanoseconds : windowNanoseconds
                return try contender.measure(
                    [
                        "hook", path, "\(matches ? recorders : 0)",
                        "\(lineBytes)", "\(batch)", "\(start)", "\(window)",
                    ], processes: processes, openFiles: openFiles)
            }
        case .scan(let entries, let rounds):
            let filter = Filter(userid: "nobody@pve", all: true)
            return try withSpool(path, entries, filter, isAlive: rounds > 1) { () throws(BenchFailure) in
                // What a process is given by default: there may be more recorders than descriptors.
                try contender.measure(
                    ["scan", path, "\(entries)", "\(rounds)"], processes: 1, openFiles: 1024)
            }
        case .follow(let lines, let builds):
            let spool = try BenchSpool(path, recorders: 1, filter: Filter())
            try spool.fill(lines: lines, lineBytes: 214)
            let words =
                contender.name == BenchCase.floor
                ? ["read", "\(path)/1.events"]
                : ["follow", path, "\(lines)"] + (builds ? ["build"] : [])
            return try contender.measure(words, processes: 1, openFiles: nil)
        case .wake(let count):
            let spool = try BenchSpool(path, recorders: 1, filter: Filter())
            return try tools.wake(contender, in: spool, count: count)
        case .count(let counted, let recorders):
            return try withSpool(path, recorders, Filter(all: true)) { () throws(BenchFailure) in
                try tools.count(counted, in: path)
            }
        case .ready: return try tools.timeUntilReady(in: path)
        case .suite: return try tools.timeOfSuite(in: directory)
        }
    }

    private func withSpool(
        _ path: String, _ recorders: Int, _ filter: Filter, isAlive: Bool = true,
        _ body: () throws(BenchFailure) -> Double
    ) throws(BenchFailure) -> Double {
        let spool = try BenchSpool(path, recorders: recorders, filter: filter, isAlive: isAlive)
        return try withExtendedLifetime(spool) { () throws(BenchFailure) in try body() }
    }
}
