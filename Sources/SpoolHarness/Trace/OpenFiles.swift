internal import SpoolSystem

/// The files behind a thread's descriptors, as `/proc` tells of them.
struct OpenFiles: ~Copyable {
    private let thread: Int32
    private let process: ProcessDirectory?
    /// `/proc/THREAD/fd`, held open: to walk there at each look costs more than the look.
    private let directory: Descriptor?

    init(of thread: Int32) {
        self.thread = thread
        process = ProcessDirectory(of: thread)
        let path = process.map { $0.path + "/fd" }
        directory = path.flatMap { try? Descriptor.open($0, [.pathOnly, .directory]) }
    }

    /// The path of the file behind a descriptor, or what the kernel calls a thing that has none; `nil` where there is
    /// no such descriptor.
    func path(of descriptor: Int32) -> String? {
        let name = String(descriptor)
        switch directory {
        case .some(let directory):
            let number = directory.rawValue
            if let path = process?.looking({ try? FileSystem.linkTarget(name, at: number) }) { return path }
        case .none: break
        }
        // A program that has become another user's is looked up anew, with what it is now.
        return ProcessDirectory(of: thread)?.linkTarget("fd/\(name)")
    }

    /// What `/proc` says of an open file: its flags, its position; `nil` where it says nothing.
    func information(of descriptor: Int32) -> String? { process?.read("fdinfo/\(descriptor)") }

    /// The thread's working directory; `nil` where it has no path any more.
    var workingDirectory: String? { process?.linkTarget("cwd") }

}
