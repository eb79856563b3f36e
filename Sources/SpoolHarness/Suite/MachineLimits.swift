internal import SpoolSystem

/// Whether the machine leaves a recorder as much as every clause may ask of one. Where it does not, what goes wrong says
/// nothing about the recorder, and nothing is judged.
enum MachineLimits {
    /// What each limit must leave, and how it is lifted.
    private static let least: [(limit: ResourceLimit, value: UInt64, unit: String, remedy: String)] = [
        (.fileBytes, 256 << 20, "bytes", "ulimit -f unlimited"),
        (.openFiles, 1024, "descriptors", "ulimit -n 4096"),
        (.addressSpaceBytes, 512 << 20, "bytes", "ulimit -v unlimited"),
        (.dataBytes, 512 << 20, "bytes", "ulimit -d unlimited"),
        (.stackBytes, 1 << 20, "bytes", "ulimit -s 8192"),
        (.processorSeconds, 600, "seconds", "ulimit -t unlimited"),
    ]

    /// Threads and processes without which no recorder can be judged.
    private static let threadsLeast = 24
    /// Threads and processes that a case and a recorder in it may have at the same time, if each process has some.
    private static let threadsEnough = 64

    /// What a recorder may have failed for, where it is to be charged with something; `nil` where it had enough.
    static func shortage() -> String? {
        let threads = threadsToBeHad()
        return threads < threadsEnough ? "no more than \(threads) processes could be started here" : nil
    }

    /// What is too little, in words, each with what to do; empty where all is well.
    static func shortcomings() -> [String] {
        var found: [String] = []
        for entry in least {
            guard let value = entry.limit.value, value < entry.value else { continue }
            found.append(
                "\(entry.limit.name) is \(value) \(entry.unit), and \(entry.value) are needed "
                    + "(\(entry.remedy), or the same as root)")
        }
        let threads = threadsToBeHad()
        if threads < threadsLeast {
            found.append(
                "no more than \(threads) processes can be started, and \(threadsLeast) are needed "
                    + "(ulimit -u, RLIMIT_NPROC; in a container --pids-limit)")
        }
        return found
    }

    /// How many threads can be started, up to those that are needed. Nothing else tells it: the limit counts all that a
    /// user runs, and a container's limit cannot be read from within.
    private static func threadsToBeHad() -> Int {
        var threads: [ThreadBox] = []
        guard let pipe = try? Pipe() else { return 0 }
        let reader = pipe.reader.rawValue
        while threads.count < threadsEnough {
            do throws(Errno) {
                threads.append(
                    ThreadBox(
                        try Thread {
                            var entries = [PollEntry(reader, .readable)]
                            _ = try? Poll.wait(&entries, until: nil)
                        }))
            } catch { break }
        }
        // All that wait see the byte, for nobody takes it away.
        _ = try? pipe.writer.writeToPipe([1])
        for thread in threads { thread.join() }
        return threads.count
    }
}
