import SpoolSpec
import Testing

@Suite(.judged) struct FollowClauses {
    @Test func `FOLLOW-1 each complete line is yielded once, in order`() async throws {
        try await judge("FOLLOW-1")
    }

    @Test func `FOLLOW-2 it may begin before the file exists`() async throws {
        try await judge("FOLLOW-2")
    }

    @Test func `FOLLOW-3 a torn line is skipped, what is behind it is not`() async throws {
        try await judge("FOLLOW-3")
    }

    @Test func `FOLLOW-4 a replaced or shortened file is noticed`() async throws {
        try await judge("FOLLOW-4")
    }

    @Test func `FOLLOW-5 it opens files only and bounds a line`() async throws {
        try await judge("FOLLOW-5")
    }
}
