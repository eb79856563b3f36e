import SpoolHarness
import SpoolSystem
import Testing

@Suite("Known paths of descriptors") struct DescriptorPathsTests {
    /// Descriptors 3 and 4 are known; which of them is the kernel asked for again after a call?
    private func asked(after number: Int, _ first: UInt64, _ second: UInt64) -> [Int32] {
        var paths = DescriptorPaths()
        for descriptor: Int32 in [3, 4] { _ = paths.path(of: descriptor) { "/spool/\(descriptor)" } }
        paths.forget(
            before: SystemCall(number: number, arguments: CallArguments((first, second, 0, 0, 0, 0))))
        var asked: [Int32] = []
        for descriptor: Int32 in [3, 4] {
            _ = paths.path(of: descriptor) {
                asked.append(descriptor)
                return nil
            }
        }
        return asked
    }

    private func number(_ name: String) throws -> Int {
        try #require((0..<512).first { CallShape.of($0)?.name == name })
    }

    @Test(arguments: ["read", "write", "flock", "openat", "getdents64", "fchmod", "newfstatat"])
    func `a call that closes nothing leaves what is known`(name: String) throws {
        #expect(asked(after: try number(name), 3, 4) == [])
    }

    @Test func `what is closed or replaced is asked for again, and nothing else`() throws {
        #expect(asked(after: try number("close"), 3, 0) == [3])
        #expect(asked(after: try number("dup3"), 3, 4) == [4])
    }

    @Test func `after a call that nobody has looked up everything is asked for again`() {
        #expect(asked(after: 511, 0, 0) == [3, 4])
    }

    @Test func `who gives or takes a name changes files' paths, and not what a pipe is called`() {
        var paths = DescriptorPaths()
        _ = paths.path(of: 0) { "pipe:[17]" }
        _ = paths.path(of: 3) { "/spool/3" }
        paths.forgetNames()
        #expect(paths.path(of: 0) { nil } == "pipe:[17]")
        #expect(paths.path(of: 3) { "/spool/3 (deleted)" } == "/spool/3 (deleted)")
    }

    @Test func `a descriptor of which nobody tells anything is no file elsewhere`() {
        var paths = DescriptorPaths()
        _ = paths.path(of: 3) { "/spool/3" }
        #expect(paths.untold == nil)
        _ = paths.path(of: 4) { nil }
        #expect(paths.untold == "the file behind descriptor 4")
    }

    @Test(arguments: ["unlinkat", "linkat", "renameat2"])
    func `a call that moves names leaves descriptors, and concerns everybody's paths`(name: String) throws {
        let call = SystemCall(number: try number(name), arguments: CallArguments((0, 0, 0, 0, 0, 0)))
        guard case .movesNames = call.effect else {
            Issue.record("\(name) is taken for \(call.effect)")
            return
        }
        #expect(asked(after: call.number, 3, 4) == [])
    }
}
