internal import Glibc

extension FileSystem {
    /// Covers what stands at a path with an empty file system in memory, mode 0700: one `mount(2)` in this process's
    /// mount namespace.
    ///
    /// - Throws: `Errno`, EPERM where this process may mount nothing.
    package static func cover(_ path: String) throws(Errno) {
        _ = try checked {
            path.asPath { mount("spool-cover", $0, "tmpfs", UInt(MS_NOSUID), "mode=0700") }
        }
    }

    /// Takes away what covers a path, whoever still has a file of it open: one `umount2(2)`.
    package static func uncover(_ path: String) throws(Errno) {
        _ = try checked { path.asPath { umount2($0, CInt(MNT_DETACH)) } }
    }
}
