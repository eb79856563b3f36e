import SpoolSpec
import Testing

@Suite(.judged) struct ModeClauses {
    @Test func `MODE-1 a worker of the group can open and lock the request`() async throws {
        try await judge("MODE-1")
    }

    @Test func `MODE-2 the events file is open to owner and group`() async throws {
        try await judge("MODE-2")
    }

    @Test func `MODE-3 the modes hold under every umask and at every moment`() async throws {
        try await judge("MODE-3")
    }
}
