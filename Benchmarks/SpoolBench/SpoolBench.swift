internal import SpoolSystem

/// `spool-bench`: what the recorder's hook costs, in its own process, and the table that `scripts/bench` prints.
///
/// With a contender's command as first argument it is one side of a measurement and prints a count, the
/// nanoseconds that it took, and those that the processor worked for it; with `table` it is the referee who starts
/// all sides in turn.
@main
struct SpoolBench {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do throws(BenchFailure) {
            switch words.first {
            case "hook": try ReferenceHook.run(words)
            case "repeat": try ReferenceHook.runRepeatedly(words)
            case "scan": try ReferenceScan.run(words)
            case "follow": try ReferenceFollower.run(words)
            case "wake": try ReferenceFollower.runWaking(words)
            case "stamp": try StampWriter.run(words)
            case "model": try ModelBench.run(words)
            case "table": try BenchTable(words).run()
            default:
                throw BenchFailure(
                    "usage: spool-bench table|hook|repeat|scan|follow|wake|stamp|model …; see scripts/bench")
            }
        } catch {
            StandardError.write("spool-bench: \(error.text)\n")
            ThisProcess.end(1)
        }
    }
}

/// Why nothing could be measured.
struct BenchFailure: Error {
    let text: String

    init(_ text: String) { self.text = text }
}

/// A contender's arguments, by their place.
struct Words {
    private let words: [String]

    init(_ words: [String]) { self.words = words }

    func text(_ index: Int) throws(BenchFailure) -> String {
        guard index < words.count else { throw BenchFailure("an argument is missing: \(words)") }
        return words[index]
    }

    func number(_ index: Int) throws(BenchFailure) -> Int64 {
        guard let number = Int64(try text(index)) else { throw BenchFailure("no number: \(words[index])") }
        return number
    }
}

/// Measures what a contender has to say.
struct Stopwatch {
    private let begun = MonotonicClock.now
    private let working = ThisProcess.processorTime

    /// Prints that so many things were done since it was made.
    func report(_ count: Int64) {
        print("\(count) \(MonotonicClock.now - begun) \(ThisProcess.processorTime - working)")
    }
}

/// The table's lines, each as soon as it is known.
enum StandardOutput {
    static func line(_ text: String) {
        do throws(Errno) {
            try RawFile.writeAll(1, Array("\(text)\n".utf8))
        } catch {
            ThisProcess.end(1)
        }
    }
}
