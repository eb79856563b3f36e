import SpoolSpec
import Testing

@Suite(.judged) struct ReapClauses {
    @Test func `REAP-1 the first scan removes a dead recorder's files`() async throws {
        try await judge("REAP-1")
    }

    @Test func `REAP-2 a live recorder's files are never removed`() async throws {
        try await judge("REAP-2")
    }

    @Test func `REAP-3 removal is by identity`() async throws {
        try await judge("REAP-3")
    }

    @Test func `REAP-4 a crash in a reap leaves nothing that is not cleaned`() async throws {
        try await judge("REAP-4")
    }

    @Test func `REAP-5 events without a request are removed`() async throws {
        try await judge("REAP-5")
    }
}
