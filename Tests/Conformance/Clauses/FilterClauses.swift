import SpoolSpec
import Testing

@Suite(.judged) struct FilterClauses {
    @Test func `FILTER-1 no userid takes every user`() async throws {
        try await judge("FILTER-1")
    }

    @Test func `FILTER-2 a userid takes the user and the user's tokens`() async throws {
        try await judge("FILTER-2")
    }

    @Test func `FILTER-3 without all only changing methods are taken`() async throws {
        try await judge("FILTER-3")
    }

    @Test func `FILTER-4 all is set and unset in many ways`() async throws {
        try await judge("FILTER-4")
    }

    @Test func `FILTER-5 text is compared by characters`() async throws {
        try await judge("FILTER-5")
    }

    @Test func `FILTER-6 a proxied event is not recorded`() async throws {
        try await judge("FILTER-6")
    }
}
