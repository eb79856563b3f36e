import SpoolSpec
import Testing

@Suite(.judged) struct HookClauses {
    @Test func `HOOK-1 the hook never fails and never waits`() async throws {
        try await judge("HOOK-1")
    }

    @Test func `HOOK-2 the worker does not grow`() async throws {
        try await judge("HOOK-2")
    }

    @Test func `HOOK-3 a recording that nobody reads stops growing`() async throws {
        try await judge("HOOK-3")
    }
}
