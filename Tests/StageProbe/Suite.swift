import Glibc
import SpoolHarness
import SpoolSystem

extension Probe {
    /// Plays the suite: starts a stage with this very program on it and passes on what it prints.
    ///
    /// - Parameter arguments: the isolation, then the stage program's arguments.
    static func launch(_ arguments: [String]) throws {
        var options = ArenaOptions()
        switch arguments.first {
        case "userNamespace": options.isolation = .userNamespace
        case "none": options.isolation = .none
        default: options.isolation = .strongest
        }
        var stage = try StageProcess.launch(arguments: Array(arguments.dropFirst()), options: options)
        say("first", stage.firstProcessID)
        say("arena", stage.root)
        stage.input = nil
        while case .line(let line) = try stage.readLine(until: nil) {
            say(String(decoding: line, as: UTF8.self))
        }
        say("ended", try stage.wait(until: nil)?.description ?? "never")
    }

    /// Plays the suite on a machine that forbids namespaces: inside a user namespace of our own, root may
    /// forbid them.
    static func forbidNamespaces(_ arguments: [String]) throws {
        for kind in ["user", "pid", "mnt"] {
            try Descriptor.open("/proc/sys/user/max_\(kind)_namespaces", .writeOnly).writeAll(Array("0".utf8))
        }
        try launch(arguments)
    }
}
