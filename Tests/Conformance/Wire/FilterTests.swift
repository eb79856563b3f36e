import SpoolSpec
import Testing

@Test func `FILTER-2 a token of the user counts`() throws {
    let filter = try Filter.decode(request: Array(#"{"userid":"root@pam","all":0}"#.utf8))
    #expect(filter.matches(userid: "root@pam", method: "POST"))
    #expect(filter.matches(userid: "root@pam!ci", method: "POST"))
    #expect(!filter.matches(userid: "root@pame", method: "POST"))
    #expect(!filter.matches(userid: "ROOT@pam", method: "POST"))
    #expect(!filter.matches(userid: "", method: "POST"))
}
