import SpoolSpec
import Testing

@Suite(.judged) struct EventClauses {
    @Test func `EVENT-1 an event is one line of JSON`() async throws {
        try await judge("EVENT-1")
    }

    @Test func `EVENT-2 members keep their values`() async throws {
        try await judge("EVENT-2")
    }

    @Test func `EVENT-3 every Unicode scalar survives`() async throws {
        try await judge("EVENT-3")
    }

    @Test func `EVENT-4 an event that cannot be written leaves a trace`() async throws {
        try await judge("EVENT-4")
    }

    @Test func `EVENT-5 the line is valid whatever the server passes`() async throws {
        try await judge("EVENT-5")
    }
}
