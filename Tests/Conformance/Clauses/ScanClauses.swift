import SpoolSpec
import Testing

@Suite(.judged) struct ScanClauses {
    @Test func `SCAN-1 a second after a scan comes the next`() async throws {
        try await judge("SCAN-1")
    }

    @Test func `SCAN-2 an idle spool costs one listing a second`() async throws {
        try await judge("SCAN-2")
    }

    @Test func `SCAN-3 setting the clock neither stops nor storms it`() async throws {
        try await judge("SCAN-3")
    }

    @Test func `SCAN-4 a request that is no JSON object is skipped and kept`() async throws {
        try await judge("SCAN-4")
    }

    @Test func `SCAN-5 a huge request is not read`() async throws {
        try await judge("SCAN-5")
    }

    @Test func `SCAN-6 what is no file neither blocks nor is followed`() async throws {
        try await judge("SCAN-6")
    }

    @Test func `SCAN-7 unknown members are ignored, the last of two counts`() async throws {
        try await judge("SCAN-7")
    }
}
