internal import SpoolSpec
internal import SpoolSystem

/// A spool with recorders that this process keeps alive; its files go with it.
final class BenchSpool {
    let path: String
    private var held: [Int32] = []

    /// - Parameters:
    ///   - path: where the directory is made; what stands there of an earlier run is removed.
    ///   - recorders: how many request files: `1.req` and so on.
    ///   - filter: what all of them ask for.
    ///   - isAlive: whether their locks are held.
    init(_ path: String, recorders: Int, filter: Filter, isAlive: Bool = true) throws(BenchFailure) {
        self.path = path
        do throws(Errno) {
            try FileSystem.makeDirectory(path, mode: 0o700)
            for number in 0..<recorders {
                let file = try Descriptor.open(
                    "\(path)/\(number + 1).req", [.readWrite, .create, .exclusive], mode: 0o640)
                try file.writeAll(filter.encoded())
                if isAlive {
                    try file.tryLock(.exclusive)
                    held.append(file.release())
                } else {
                    _ = try Descriptor.open(
                        "\(path)/\(number + 1).events", [.writeOnly, .create], mode: 0o640)
                }
            }
        } catch { throw BenchFailure("making \(path): \(error)") }
    }

    /// An events file of so many lines of one length, for a follower to read.
    func fill(lines: Int, lineBytes: Int) throws(BenchFailure) {
        let line = BenchEvent.event(lineBytes: lineBytes).line()
        let block = Array(repeatElement(line, count: 1024).joined())
        do throws(Errno) {
            let file = try Descriptor.open("\(path)/1.events", [.writeOnly, .create], mode: 0o640)
            for _ in 0..<(lines / 1024) { try file.writeAll(block) }
        } catch { throw BenchFailure("filling \(path)/1.events: \(error)") }
    }

    deinit {
        for number in held { _ = Descriptor(owning: number) }
        do throws(Errno) {
            let directory = try Descriptor.open(path, [.directory])
            for entry in try directory.allEntries() {
                try FileSystem.remove(bytes: entry.name, at: directory.rawValue)
            }
            try FileSystem.removeDirectory(path)
        } catch {
            StandardError.write("spool-bench: removing \(path): \(error)\n")
        }
    }
}
