internal import SpoolSystem

/// The files behind a thread's descriptors, as `/proc` tells of them.
struct OpenFiles: ~Copyable {
    private let thread: Int32
    /// `/proc/THREAD/fd`, held open: to walk there at each look costs more than the look.
    private let directory: Descriptor?

    init(of thread: Int32) {
        self.thread = thread
        directory = try? Descriptor.open("/proc/\(thread)/fd", [.pathOnly, .directory])
    }

    /// The path of the file behind a descriptor, or what the kernel calls a thing that has none; `nil` where there is
    /// no such descriptor.
    func path(of descriptor: Int32) -> String? {
        let name = String(descriptor)
        switch directory {
        case .some(let directory):
            if let path = try? FileSystem.linkTarget(name, at: directory.rawValue) { return path }
        case .none: break
        }
        // A program that has become another user's is looked up anew, with what it is now.
        return try? FileSystem.linkTarget("/proc/\(thread)/fd/\(name)")
    }

    /// The thread's working directory; `nil` where it has no path any more.
    var workingDirectory: String? { try? FileSystem.linkTarget("/proc/\(thread)/cwd") }
}
