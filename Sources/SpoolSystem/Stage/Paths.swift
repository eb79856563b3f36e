internal import Glibc

/// Where this process is, and what it runs.
package enum Paths {
    /// The program that this process runs: `readlink(2)` of `/proc/self/exe`.
    package static func executable() throws(Errno) -> String { try linkTarget("/proc/self/exe") }

    /// The working directory; `nil` where it has no path any more.
    package static var workingDirectory: String? { try? linkTarget("/proc/self/cwd") }

    /// What a symbolic link points to: `readlink(2)`.
    package static func linkTarget(_ path: String) throws(Errno) -> String {
        let size = Int(PATH_MAX)
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
        defer { buffer.deallocate() }
        let count = try checked { readlink(path, buffer, size) }
        return String(decoding: UnsafeRawBufferPointer(start: buffer, count: count), as: UTF8.self)
    }
}
