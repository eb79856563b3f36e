internal import Glibc

/// The process that this code runs in.
package enum ThisProcess {
    /// Ends it at once: `_exit(2)`. No destructor runs, so what it holds goes as it would in a crash.
    package static func end(_ status: Int32) -> Never { _exit(status) }
}
