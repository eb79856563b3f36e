internal import SpoolSystem
internal import Synchronization

/// Threads that play cases, each one case at a time, and hand the results to whoever called.
final class StageCrew: Sendable {
    /// What happened to a case.
    enum News: Sendable {
        case began(Int)
        case ended(Int, CaseResult)
    }

    private struct State {
        var next = 0
        var isCancelled = false
        var news: [News] = []
    }

    private let count: Int
    private let state = Mutex(State())
    private let bell: Pipe

    /// - Parameter count: how many cases there are; they are begun in order.
    init(count: Int) throws(Errno) {
        self.count = count
        bell = try Pipe()
        try bell.writer.setNonBlocking()
        try bell.reader.setNonBlocking()
    }

    /// Becomes readable when there is news.
    var descriptor: Int32 { bell.reader.rawValue }

    /// Whether nothing new is to be begun.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Begins nothing new any more.
    func cancel() { state.withLock { $0.isCancelled = true } }

    /// What one thread does: takes case after case.
    func work(_ play: (Int) -> CaseResult) {
        while let index = take() {
            tell(.began(index))
            tell(.ended(index, play(index)))
        }
    }

    /// What has happened since it was last asked.
    func takeNews() -> [News] {
        do throws(Errno) {
            while try !bell.reader.read(4096).isEmpty {}
        } catch {
            // Nothing more to read: what the bell rang for is taken below.
        }
        return state.withLock { state in
            defer { state.news = [] }
            return state.news
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard !state.isCancelled, state.next < count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    private func tell(_ news: News) {
        state.withLock { $0.news.append(news) }
        // A full pipe rings as well as one byte more.
        _ = try? bell.writer.writeToPipe([1])
    }
}
