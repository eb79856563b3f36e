import SpoolSpec
import Testing

@Suite(.judged) struct LockClauses {
    @Test func `LOCK-1 the client holds an exclusive flock`() async throws {
        try await judge("LOCK-1")
    }

    @Test func `LOCK-2 a child does not keep the recording alive`() async throws {
        try await judge("LOCK-2")
    }

    @Test func `LOCK-3 alive means that the lock is held`() async throws {
        try await judge("LOCK-3")
    }

    @Test func `LOCK-4 only EWOULDBLOCK means held`() async throws {
        try await judge("LOCK-4")
    }

    @Test func `LOCK-5 start succeeds only with the file that is locked`() async throws {
        try await judge("LOCK-5")
    }

    @Test func `LOCK-6 start changes nothing of a live recorder`() async throws {
        try await judge("LOCK-6")
    }

    @Test func `LOCK-7 a peer's probe is no client`() async throws {
        try await judge("LOCK-7")
    }

    @Test func `LOCK-8 a client notices the loss of its request`() async throws {
        try await judge("LOCK-8")
    }

    @Test func `LOCK-9 a client notices that workers cannot reach it`() async throws {
        try await judge("LOCK-9")
    }
}
