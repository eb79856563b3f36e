import SpoolSpec
import Testing

@Suite(.judged) struct DirectoryClauses {
    @Test func `DIR-1 start makes the directory`() async throws {
        try await judge("DIR-1")
    }

    @Test func `DIR-2 without a directory nobody records`() async throws {
        try await judge("DIR-2")
    }

    @Test func `DIR-3 two first starts at the same time succeed`() async throws {
        try await judge("DIR-3")
    }

    @Test func `DIR-4 others never have access to the directory`() async throws {
        try await judge("DIR-4")
    }

    @Test func `DIR-5 a directory that is not ours is refused`() async throws {
        try await judge("DIR-5")
    }

    @Test func `DIR-6 a missing spool group is named`() async throws {
        try await judge("DIR-6")
    }
}
