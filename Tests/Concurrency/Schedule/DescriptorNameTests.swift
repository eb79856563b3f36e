import SpoolHarness
import Testing

/// Paths that name a descriptor.
@Suite struct DescriptorNameTests {
    struct Named: Sendable {
        var path: String
        var owner: DescriptorName.Owner = .caller
        var descriptor: Int32
        var rest = ""
    }

    @Test(arguments: [
        Named(path: "/proc/self/fd/7", descriptor: 7), Named(path: "/dev/fd/12", descriptor: 12),
        Named(path: "/proc/thread-self/fd/3", descriptor: 3), Named(path: "/dev/stdin", descriptor: 0),
        Named(path: "/dev/stderr", descriptor: 2),
        Named(path: "/proc/4711/fd/5", owner: .process(4711), descriptor: 5),
        Named(path: "/proc/4711/task/4712/fd/5", owner: .process(4712), descriptor: 5),
        Named(path: "/proc/self/task/9/fd/5", owner: .process(9), descriptor: 5),
        Named(path: "/proc/self/fd/5/12.events", descriptor: 5, rest: "/12.events"),
        Named(path: "/dev/fd/4/a/b", descriptor: 4, rest: "/a/b"),
    ]) func `a descriptor's name is known`(named: Named) throws {
        let name = try #require(DescriptorName(named.path))
        #expect(name.owner == named.owner)
        #expect(name.descriptor == named.descriptor)
        #expect(name.rest == named.rest)
    }

    @Test(arguments: [
        "/dev/shm/arena/spool", "/proc/self/fdinfo/7", "/proc/self/fd", "/dev/fd", "fd/7", "/proc/self/fd/x",
        "/proc/locks", "/dev/null", "/home/self/fd/7", "/proc/x/fd/1",
    ]) func `other paths are none`(path: String) { #expect(DescriptorName(path) == nil) }
}
