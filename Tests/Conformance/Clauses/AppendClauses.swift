import SpoolSpec
import Testing

@Suite(.judged) struct AppendClauses {
    @Test func `APPEND-1 a line is one write in append mode`() async throws {
        try await judge("APPEND-1")
    }

    @Test func `APPEND-2 no line is mixed, lost, doubled or out of order`() async throws {
        try await judge("APPEND-2")
    }

    @Test func `APPEND-3 a torn line is never glued to a later one`() async throws {
        try await judge("APPEND-3")
    }

    @Test func `APPEND-4 an interrupted write is made again, once`() async throws {
        try await judge("APPEND-4")
    }

    @Test func `APPEND-5 what is no file is not followed and not blocked on`() async throws {
        try await judge("APPEND-5")
    }
}
