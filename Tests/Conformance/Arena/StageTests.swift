import SpoolHarness
import SpoolSystem
import Testing

/// What a stage program finds, on each rung of the ladder.
@Suite struct `A stage` {
    @Test(.enabled(if: Probe.isRoot)) func `as root lacks nothing`() throws {
        let (seen, permissions, exit) = try Probe.stage("report")
        for (name, permission) in permissions.all {
            #expect(permission == .granted, "\(name)")
            #expect(seen[name] == "granted")
        }
        #expect(seen["group"] == "www-data")
        #expect(seen["processes"] == "1,2")
        #expect(exit == .exited(0))
    }

    @Test(.enabled(if: Probe.mayUseUserNamespaces))
    func `of an ordinary user has one user, and says what that costs`() throws {
        let (seen, permissions, _) = try Probe.stage(
            "report", options: ArenaOptions(isolation: .userNamespace))
        #expect(permissions.namespaces.isGranted)
        #expect(permissions.privateFileSystem.isGranted)
        #expect(permissions.chosenProcessIDs.isGranted)
        #expect(permissions.mountedProc.isGranted)
        #expect(permissions.deviceNodes.reason?.contains("EPERM") == true)
        #expect(permissions.otherUsers.reason?.contains("root") == true)
        #expect(seen["server"] == "none")
        #expect(seen["group"] == UserAccount.nameOfGroup(0))
        #expect(seen["otherUsers"] == permissions.otherUsers.reason)
    }

    @Test(.enabled(if: Probe.isRoot && Probe.mayUseUserNamespaces))
    func `is had by a process without any privilege`() throws {
        let nobody = UserIdentity(user: 12345, group: 12345)
        let seen = try Probe.process("suite", "strongest", "report", identity: nobody)
        #expect(seen["namespaces"] == "granted")
        #expect(seen["processes"] == "1,2")
        #expect(seen["ended"] == "exited with status 0")
        let trials = try Probe.process("suite", "strongest", "children", identity: nobody)
        #expect(trials["again"] == "4711")
    }

    @Test(.enabled(if: Probe.mayUseUserNamespaces))
    func `where namespaces are forbidden does without, and says which step was refused`() throws {
        let options = ArenaOptions(isolation: .userNamespace)
        let (seen, _, _) = try Probe.stage("forbidden", "strongest", "report", options: options)
        #expect(seen["namespaces"]?.contains("PID and mount namespaces: No space left") == true)
        #expect(seen["namespaces"]?.contains("in a user namespace: No space left") == true)
        #expect(seen["namespaces"]?.contains("capability SYS_ADMIN") == true)
        #expect(seen["privateFileSystem"] != "granted")
        let root = try #require(seen["root"])
        #expect(root.contains("/spool-arena-"))
        #expect(seen["ended"] == "exited with status 0")
    }

    @Test func `apart by a directory only removes it`() throws {
        let (seen, permissions, exit) = try Probe.stage("limits", options: ArenaOptions(isolation: .none))
        #expect(permissions.namespaces == .missing("nobody asked for namespaces"))
        #expect(seen["bytes"] == "\(1 << 24)")
        #expect(exit == .exited(0))
        let (report, _, _) = try Probe.stage("report", options: ArenaOptions(isolation: .none))
        let root = try #require(report["root"])
        #expect(throws: Errno.noEntry) { try FileSystem.status(root) }
        let parent = root.split(separator: "/").dropLast().joined(separator: "/")
        #expect(throws: Errno.noEntry) { try FileSystem.status("/" + parent) }
    }

    @Test(.enabled(if: Probe.mayUseUserNamespaces)) func `has as many bytes and inodes as were asked for`()
        throws
    {
        let options = ArenaOptions(fileSystemBytes: 64 << 10, inodes: 5)
        let (seen, _, _) = try Probe.stage("limits", options: options)
        #expect(seen["full"] == "ENOSPC")
        #expect(seen["bytes"] == "\(64 << 10)")
        #expect(seen["noInode"] == "ENOSPC")
        // The file system's root, the file that fills it, and three more.
        #expect(seen["names"] == "4")
    }

    @Test(arguments: [ArenaOptions.Isolation.strongest, .userNamespace, .none])
    func `program starts clean`(_ isolation: ArenaOptions.Isolation) throws {
        let stray = try Descriptor.open("/dev/null", .readOnly)
        let (seen, _, _) = try Probe.stage("report", options: ArenaOptions(isolation: isolation))
        #expect(seen["descriptors"] == "0,1,2", "\(stray.rawValue) of ours is open")
        #expect(seen["SigBlk"]?.contains("0000000000000000") == true)
        #expect(seen["SigIgn"]?.contains("0000000000000000") == true)
        #expect(seen["Umask"]?.contains("0022") == true)
        #expect(seen["session"] == seen["pid"], "it leads a session of its own")
        #expect(seen["seesHost"] == "true")
        #expect(seen["arenaMode"] == "755")
    }

    @Test(.enabled(if: Probe.isRoot)) func `starts adapters as another user and under chosen ids`() throws {
        let (seen, _, _) = try Probe.stage("children")
        let server = try #require(UserAccount.named(Stage.serverName)?.identity)
        #expect(seen["asServer"] == "\(server.user) \(server.group) \(server.group) 0077 1")
        #expect(seen["chosen"] == "4711")
        #expect(seen["alive"] == "taken")
        #expect(seen["unreaped"] == "taken")
        #expect(seen["again"] == "4711")
    }

    @Test func `covers nothing that must stay visible`() throws {
        let all = ["/dev/shm/x", "/mnt", "/media/usb/recorder", "/srv/www"]
        let (seen, permissions, _) = try Probe.stage("report", options: ArenaOptions(keepVisible: all))
        #expect(!permissions.privateFileSystem.isGranted)
        #expect(seen["root"]?.contains("/spool-arena-") == true)
    }
}
