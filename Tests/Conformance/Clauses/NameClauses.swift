import SpoolSpec
import Testing

@Suite(.judged) struct NameClauses {
    @Test func `NAME-1 the two files are named after the id`() async throws {
        try await judge("NAME-1")
    }

    @Test func `NAME-2 the id is the process id of the lock's holder`() async throws {
        try await judge("NAME-2")
    }

    @Test func `NAME-3 an id is never converted to a number`() async throws {
        try await judge("NAME-3")
    }

    @Test func `NAME-4 entries of other names are left alone`() async throws {
        try await judge("NAME-4")
    }

    @Test func `NAME-5 a name is matched to its last byte`() async throws {
        try await judge("NAME-5")
    }

    @Test func `NAME-6 the id comes from the name alone`() async throws {
        try await judge("NAME-6")
    }
}
