internal import Glibc

extension FileSystem {
    /// Bytes that whoever is not root may still write to the file system of an open file: `fstatvfs(3)`.
    package static func room(_ descriptor: Int32) throws(Errno) -> Int64 {
        var facts = statvfs()
        _ = try checkedRetrying { fstatvfs(descriptor, &facts) }
        return Int64(clamping: UInt64(facts.f_bavail) * UInt64(facts.f_frsize))
    }

    /// How many files may still be made there; file systems that do not count them answer the most that there is.
    package static func filesLeft(_ descriptor: Int32) throws(Errno) -> Int64 {
        var facts = statvfs()
        _ = try checkedRetrying { fstatvfs(descriptor, &facts) }
        return facts.f_files == 0 ? .max : Int64(clamping: UInt64(facts.f_favail))
    }
}
