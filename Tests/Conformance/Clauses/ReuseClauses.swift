import SpoolSpec
import Testing

@Suite(.judged) struct ReuseClauses {
    @Test func `REUSE-1 nothing of the old filter is in the new recording`() async throws {
        try await judge("REUSE-1")
    }

    @Test func `REUSE-2 a start on a dead recorder's id begins empty`() async throws {
        try await judge("REUSE-2")
    }
}
