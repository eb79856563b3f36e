internal import Glibc

/// A user whom this machine knows by name.
package struct UserAccount: Hashable, Sendable {
    package var name: String
    package var identity: UserIdentity

    /// Looks a user up: `getpwnam_r(3)`.
    ///
    /// - Returns: `nil` where there is no user of that name.
    package static func named(_ name: String) -> UserAccount? {
        lookUp { buffer, size in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let code = getpwnam_r(name, &entry, buffer, size, &found)
            guard code == 0, found != nil else { return (code, nil) }
            let identity = UserIdentity(user: entry.pw_uid, group: entry.pw_gid)
            return (0, UserAccount(name: name, identity: identity))
        }
    }

    /// A group's name: `getgrgid_r(3)`.
    ///
    /// - Returns: `nil` where there is no group of that number.
    package static func nameOfGroup(_ number: UInt32) -> String? {
        lookUp { buffer, size in
            var entry = group()
            var found: UnsafeMutablePointer<group>?
            let code = getgrgid_r(number, &entry, buffer, size, &found)
            guard code == 0, found != nil, let name = entry.gr_name else { return (code, nil) }
            return (0, String(cString: name))
        }
    }

    /// A user's name: `getpwuid_r(3)`.
    ///
    /// - Returns: `nil` where there is no user of that number.
    package static func nameOfUser(_ number: UInt32) -> String? {
        lookUp { buffer, size in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let code = getpwuid_r(number, &entry, buffer, size, &found)
            guard code == 0, found != nil, let name = entry.pw_name else { return (code, nil) }
            return (0, String(cString: name))
        }
    }

    /// The group whose rights this process has.
    package static var effectiveGroup: UInt32 { getegid() }

    /// Lends a buffer, again a larger one as long as it is too small: a group may have many members.
    private static func lookUp<Result>(
        _ body: (UnsafeMutablePointer<CChar>, Int) -> (code: Int32, result: Result?)
    ) -> Result? {
        var size = 4096
        while size <= 1 << 24 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let (code, result) = body(buffer, size)
            if code != ERANGE { return result }
            size *= 4
        }
        return nil
    }
}
