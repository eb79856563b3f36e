/// Where this process is, and what it runs.
package enum Paths {
    /// The program that this process runs: `readlink(2)` of `/proc/self/exe`.
    package static func executable() throws(Errno) -> String { try FileSystem.linkTarget("/proc/self/exe") }

    /// The working directory; `nil` where it has no path any more.
    package static var workingDirectory: String? { try? FileSystem.linkTarget("/proc/self/cwd") }
}
