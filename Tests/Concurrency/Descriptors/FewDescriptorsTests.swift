import Glibc
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// A worker of the reference recorder serves more recorders than its process may have descriptors.
@Suite(.serialized) struct `Few descriptors` {
    private static let recorders = 1000

    @Test(arguments: [64, 1024])
    func `a thousand recorders get every event`(limit: Int64) async throws {
        try raiseOwnLimit()
        let path = "/dev/shm/spool-few-\(limit)-\(Accounts.process)"
        try FileSystem.makeDirectory(path, mode: 0o700)
        defer { remove(path) }
        var locks = try (0..<Self.recorders).map { try Lock(path, $0, filter(of: $0)) }
        var worker = try WorkerProcess(path, openFilesLimit: limit)
        try worker.obey(#""op":"hello","driver":1,"role":"worker""#)
        var sent: [String] = []
        for round in 0..<3 {
            for number in 0..<3 {
                sent.append("/\(round)/\(number)")
                try worker.obey(#""op":"record","event":{"method":"POST","path":"\#(sent.last ?? "")"}"#)
            }
            let kept = try #require(ProcessTable.descriptorCount(worker.processID))
            // A quarter is the worker's, and the directory; three streams and what the process began with are not.
            #expect(kept <= Int(limit) / 4 + 8, "\(kept) descriptors are open")
            try worker.obey(#""op":"advance","seconds":1"#)
        }
        for number in locks.indices {
            let wants = filter(of: number).userid == nil
            #expect(try paths(path, number) == (wants ? sent : nil), "recorder \(number)")
        }
        locks.removeAll()
        try worker.obey(#""op":"advance","seconds":1"#)
        try worker.obey(#""op":"record","event":{"method":"POST","path":"/"}"#)
        let left = try Descriptor.open(path, [.directory]).allEntries()
        #expect(left.isEmpty, "\(left.count) files of dead recorders are left")
        let before = try #require(ProcessTable.descriptorCount(worker.processID))
        #expect(before <= 8, "\(before) descriptors are open without a recorder")
    }

    /// Every tenth asks for somebody else's events.
    private func filter(of number: Int) -> Filter {
        Filter(userid: number % 10 == 3 ? "nobody@pve" : nil)
    }

    private func paths(_ path: String, _ number: Int) throws -> [String]? {
        let file = "\(path)/\(number + 1).events"
        guard (try? FileSystem.status(file)) != nil else { return nil }
        var framer = LineFramer()
        let lines = framer.feed(try Descriptor.open(file, [.readOnly]).readAll())
        return lines.map { EventLine.decode($0).events.first?.path ?? "(damaged)" }
    }

    /// A test holds as many locks as there are recorders.
    private func raiseOwnLimit() throws {
        var limits = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0)
        guard limits.rlim_cur < 2 * Self.recorders else { return }
        limits.rlim_cur = limits.rlim_max
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0)
    }

    private func remove(_ path: String) {
        if let directory = try? Descriptor.open(path, [.directory]),
            let entries = try? directory.allEntries()
        {
            for entry in entries { try? FileSystem.remove(bytes: entry.name, at: directory.rawValue) }
        }
        try? FileSystem.removeDirectory(path)
    }
}

/// A live recorder: a request whose lock is held.
private final class Lock {
    private let file: Descriptor

    init(_ path: String, _ number: Int, _ filter: Filter) throws {
        file = try Descriptor.open(
            "\(path)/\(number + 1).req", [.readWrite, .create, .exclusive], mode: 0o640)
        try file.writeAll(filter.encoded())
        try file.tryLock(.exclusive)
    }
}

/// `spool-recorder adapter` in a worker's role.
private struct WorkerProcess: ~Copyable {
    private var piped: PipedProcess
    private var sequence = 0

    init(_ path: String, openFilesLimit: Int64) throws {
        var options = SpawnOptions(openFilesLimit: openFilesLimit)
        options.environment["SPOOL_DIR"] = path
        piped = try PipedProcess([try Siblings.path(of: "spool-recorder"), "adapter"], options)
    }

    var processID: Int32 { piped.process.processID }

    /// Asks for something and waits until it is done.
    mutating func obey(_ members: String) throws {
        sequence += 1
        let line = Array("{\"seq\":\(sequence),\(members)}\n".utf8)
        try #require(try piped.input?.writeToPipe(line) == line.count)
        var reply: [UInt8] = []
        while reply.last != 0x0A {
            try #require(try piped.output.waitReadable(until: MonotonicClock.now + 20_000_000_000))
            reply += try piped.output.read(1 << 16)
        }
        let object = try JSONObject.parse(reply)
        try #require(object["ok"] == true && object["seq"]?.integer == Int64(sequence))
    }
}
