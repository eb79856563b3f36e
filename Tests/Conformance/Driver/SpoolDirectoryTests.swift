import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// The judge's own hands.
@Suite struct SpoolDirectoryTests {
    /// A directory of its own, which is gone at the end with all that is in it.
    private static func withSpool(_ body: (SpoolDirectory) throws -> Void) throws {
        let own = UserIdentity.effective
        let spool = SpoolDirectory(path: "/tmp/judge-\(MonotonicClock.now)", workers: own, group: own.group)
        try spool.make()
        defer {
            for name in (try? spool.names()) ?? [] { try? spool.remove(name) }
            try? FileSystem.removeDirectory(spool.path)
        }
        try body(spool)
    }

    @Test func `The directory is what a first start makes`() throws {
        try Self.withSpool { spool in
            let status = try #require(try spool.ownStatus())
            #expect(status.mode == 0o2770)
            #expect(status.kind == .directory)
        }
    }

    @Test func `Names are bytes`() throws {
        try Self.withSpool { spool in
            let names = [
                FileName(bytes: [0xFF, 0xFE]), "12.req\n", " ", FileName("é"), FileName("e\u{301}"), "12.req",
            ]
            for name in names { try spool.plant(.file(name.bytes), name) }
            #expect(try spool.names() == names.sorted())
            for name in names { #expect(try spool.read(name) == name.bytes) }
            #expect(FileName(bytes: [0xFF, 0x31]).description == #""\xFF1""#)
            #expect(FileName("12.req\n").description == #""12.req\x0A""#)
        }
    }

    @Test func `What was opened for several looks is left when another directory stands there`() throws {
        try Self.withSpool { spool in
            try spool.plant(.file([]), "12.req")
            let first = try spool.openedOnce(after: nil)
            try FileSystem.setMode(spool.path, 0o2750)
            let second = try spool.openedOnce(after: first)
            #expect(try first.ownStatus()?.mode == 0o2770)
            #expect(try second.ownStatus()?.mode == 0o2750)
            #expect(try second.names() == ["12.req"])

            try FileSystem.rename(spool.path, to: spool.path + ".old")
            defer {
                try? FileSystem.unlink(spool.path + ".old/12.req")
                try? FileSystem.removeDirectory(spool.path + ".old")
            }
            let missing = try spool.openedOnce(after: second)
            #expect(try !missing.exists())
            #expect(try missing.status("12.req") == nil)
            try spool.make()
            let third = try spool.openedOnce(after: second)
            #expect(try third.names() == [])
            #expect(try third.ownStatus()?.mode == 0o2770)
        }
    }

    @Test func `A planted request is alive until it is released`() throws {
        try Self.withSpool { spool in
            let request = try spool.plantRequest("12", Filter(userid: "root@pam"))
            #expect(try spool.lockState("12.req") == .exclusive)
            #expect(try spool.requestContents("12") == ["userid": "root@pam", "all": 0])
            #expect(try spool.status("12.req")?.mode == 0o640)
            #expect(try request.isStillNamed())
            try request.rewrite(Filter(all: true))
            #expect(try spool.requestContents("12") == ["userid": nil, "all": 1])
            #expect(try spool.lockState("12.req") == .exclusive)
            request.release()
            #expect(try spool.lockState("12.req") == .free)
            try spool.remove("12.req")
            #expect(try spool.lockState("12.req") == .missing)
            #expect(try !request.isStillNamed())
        }
    }

    @Test func `The lock's holder is found`() throws {
        try Self.withSpool { spool in
            try spool.plantRequest("12")
            #expect(try spool.lockHolders("12.req").count == 1)
            try spool.plantRequest("13", isLocked: false)
            #expect(try spool.lockHolders("13.req").isEmpty)
        }
    }

    @Test func `Every kind can be planted, and none is followed`() throws {
        try Self.withSpool { spool in
            try spool.plant(.fifo, "1.req")
            try spool.plant(.directory, "2.req", mode: 0o700)
            try spool.plant(.socket, "3.req")
            try spool.plant(.symbolicLink(to: "/nonexistent"), "4.req")
            try spool.plant(.file([0x7B]), "5.req", mode: 0o604)
            try spool.plant(.hardLink(to: spool.path + "/5.req"), "6.req")
            let kinds: [FileKind] = [.fifo, .directory, .socket, .symbolicLink, .regular, .regular]
            for (number, kind) in kinds.enumerated() {
                #expect(try spool.status(.request("\(number + 1)"))?.kind == kind)
            }
            #expect(try spool.status("5.req")?.mode == 0o604)
            #expect(try spool.status("5.req")?.linkCount == 2)
            #expect(throws: Interruption.self) { try spool.read("4.req") }
        }
    }

    @Test func `A snapshot shows what changed and nothing else`() throws {
        try Self.withSpool { spool in
            for name: FileName in ["same", "gone", "longer", "other", "mode", "ignored"] {
                try spool.plant(.file([1, 2, 3]), name, mode: 0o600)
            }
            let before = try spool.snapshot()
            #expect(try spool.snapshot().changes(since: before).isEmpty)
            try spool.remove("gone")
            try spool.plant(.file([]), "new")
            try spool.setMode("mode", 0o644)
            for (name, bytes) in [("longer", [1, 2, 3, 4]), ("other", [3, 2, 1]), ("ignored", [9])]
                as [(FileName, [UInt8])]
            {
                let file = try Descriptor.open("\(spool.path)/\(name)", [.writeOnly])
                try file.writeAll(bytes)
            }
            let changes = try spool.snapshot().changes(since: before, except: ["ignored"])
            let names = changes.map { String($0.prefix { $0 != " " && $0 != ":" }) }
            #expect(names == ["gone", "longer", "mode", "new", "other"])
            #expect(changes.last == "other: its contents changed, its size did not")
        }
    }

    @Test func `An events file is cut into lines`() throws {
        try Self.withSpool { spool in
            try spool.appendEvents("12", text: "{\"path\":\"/a\"}\n\n{\"path\":\n{\"path\":\"/b\"}\n{\"pa")
            let file = try #require(try spool.eventsFile("12"))
            #expect(file.lines.count == 4)
            #expect(file.tail == Array("{\"pa".utf8))
            #expect(file.damaged == ["{\"path\":"])
            #expect(try spool.paths("12") == ["/a", "/b"])
            #expect(try spool.eventsFile("13") == nil)
        }
    }
}
