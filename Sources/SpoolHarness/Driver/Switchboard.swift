internal import SpoolSystem

/// All adapter processes of a case, read and written together: while the judge waits for one of them, or
/// just sleeps, none of the others is ever blocked on a full pipe.
final class Switchboard {
    private var processes: [AdapterProcess] = []

    func add(_ process: AdapterProcess) { processes.append(process) }

    func remove(_ process: AdapterProcess) { processes.removeAll { $0 === process } }

    /// Waits until something moves on any pipe, moves it, and returns.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; then it returns although nothing moved.
    func turn(until deadline: Int64) throws(Interruption) {
        var entries: [PollEntry] = []
        var ranges: [(AdapterProcess, Range<Int>)] = []
        for process in processes {
            let start = entries.count
            entries += process.pollEntries
            ranges.append((process, start..<entries.count))
        }
        do throws(Errno) {
            guard try Poll.wait(&entries, until: deadline) > 0 else { return }
        } catch { throw .failed("wait for the adapters by poll(2)", error) }
        for (process, range) in ranges {
            try process.serve(entries[range])
        }
    }

    /// Lets real time pass while every pipe is kept moving.
    func sleep(nanoseconds: Int64) throws(Interruption) {
        let end = MonotonicClock.now + nanoseconds
        while MonotonicClock.now < end { try turn(until: end) }
    }
}
