import SpoolSpec
import Testing

@Suite(.judged) struct StopClauses {
    @Test func `STOP-1 stop removes both files and frees the lock`() async throws {
        try await judge("STOP-1")
    }

    @Test func `STOP-2 stop removes its own files only`() async throws {
        try await judge("STOP-2")
    }

    @Test func `STOP-3 a crash in stop leaves nothing that is not cleaned`() async throws {
        try await judge("STOP-3")
    }

    @Test func `STOP-4 a stop without a recording removes nothing`() async throws {
        try await judge("STOP-4")
    }
}
