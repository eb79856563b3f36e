import SpoolSpec
import Testing

@Suite struct `The wire, names` {
    @Test func `NAME-1 both files are named by the id`() throws {
        let id = try #require(RecorderID("4711"))
        #expect(SpoolName(fileName: "4711.req") == .request(id))
        #expect(SpoolName(fileName: Array("4711.events".utf8)) == .events(id))
        #expect(SpoolName.request(id).fileName == "4711.req")
        #expect(SpoolName.events(id).fileName == "4711.events")
        #expect(SpoolName.events(id).id == id)
    }

    @Test func `NAME-2 an id is a PID in decimal`() {
        #expect(RecorderID.process(1).text == "1")
        #expect(RecorderID.process(4_194_304).description == "4194304")
    }

    @Test func `NAME-3 ids are text: 007 is not 7 and 26 digits are an id`() throws {
        let texts = ["0", "00", "7", "007", "07", "10", "9", "12345678901234567890123456"]
        let ids = try texts.map { try #require(RecorderID($0)) }
        #expect(Set(ids).count == texts.count)
        #expect(ids.sorted().map(\.text) == texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        for id in ids { #expect(SpoolName(fileName: SpoolName.request(id).fileName) == .request(id)) }
    }

    @Test(arguments: [
        "-1.req", "+1.req", " 1.req", "1 .req", "1e3.req", "0x10.req", "1.REQ", "1.Req", "1.req~",
        "1.req.tmp",
        ".req", "req", "12\n.req", "\n12.req", "12.events.req", "12.req.events", "1..req", "1.re", "1.reqq",
        "1req",
        "1.", "1", "", ".", "..", ".events", "1.event", "1.eventss", "1.EVENTS", "1.0.req", "1,0.req",
        "1_0.req",
        "١٢.req", "１２.req", "१.req", "²·req", "1\u{301}.req", "1.req\u{301}", "1\0.req", "1.req\0", "a1.req",
    ])
    func `NAME-4 every other name is nobody's`(name: String) {
        #expect(SpoolName(fileName: name) == nil)
        #expect(SpoolName(fileName: Array(name.utf8)) == nil)
    }

    @Test func `NAME-5 a name is read to its last byte`() {
        #expect(SpoolName(fileName: Array("12.req\n".utf8)) == nil)
        for byte in UInt8.min...UInt8.max {
            let bytes = Array("12.req".utf8)
            #expect(SpoolName(fileName: bytes + [byte]) == nil)
            #expect((SpoolName(fileName: [byte] + bytes) != nil) == (0x30...0x39).contains(byte))
            #expect((SpoolName(fileName: [0x31, byte] + bytes) != nil) == (0x30...0x39).contains(byte))
        }
    }

    @Test func `NAME-1 an id is digits only`() {
        for text in ["", "-1", "+1", " 1", "1 ", "1\n", "0x1", "1e3", "١", "１", "1\0", "1/2"] {
            #expect(RecorderID(text) == nil)
        }
        for byte in UInt8.min...UInt8.max {
            #expect((RecorderID(utf8: [byte]) != nil) == (0x30...0x39).contains(byte))
        }
    }
}
