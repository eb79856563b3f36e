import SpoolSpec
import Testing

@Suite(.judged) struct StartClauses {
    @Test func `START-1 the request says the filter`() async throws {
        try await judge("START-1")
    }

    @Test func `START-2 no earlier line is in the new recording`() async throws {
        try await judge("START-2")
    }

    @Test func `START-3 workers at the same moment never fail a start`() async throws {
        try await judge("START-3")
    }

    @Test func `START-4 a request that cannot be written is an error`() async throws {
        try await judge("START-4")
    }

    @Test func `START-5 a crash in start leaves nothing that is not cleaned`() async throws {
        try await judge("START-5")
    }
}
