internal import Glibc

/// The groups and users that the machine knows.
package enum Accounts {
    /// The number of a group: `getgrnam_r(3)`.
    ///
    /// - Returns: `nil` where there is no group of that name.
    package static func groupNumber(of name: String) -> UInt32? {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        // A group's list of members may be long; the call says ERANGE where the buffer is too small.
        var buffer = [CChar](repeating: 0, count: 4096)
        while true {
            let code = name.asPath { getgrnam_r($0, &entry, &buffer, buffer.count, &found) }
            if code == ERANGE && buffer.count < 1 << 24 {
                buffer = [CChar](repeating: 0, count: buffer.count * 4)
                continue
            }
            return code == 0 && found != nil ? entry.gr_gid : nil
        }
    }

    /// The number of a group that is given by its name or, where there is none of that name, by its number.
    ///
    /// - Returns: `nil` where it is neither; the highest number is none, for the kernel takes it to mean no change.
    package static func groupNumber(ofNameOrNumber text: String) -> UInt32? {
        if let number = groupNumber(of: text) { return number }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let number = UInt32(text), number != .max
        else { return nil }
        return number
    }

    /// The user whose rights this process has.
    package static var effectiveUser: UInt32 { geteuid() }

    /// This process's number.
    package static var process: Int32 { getpid() }
}
