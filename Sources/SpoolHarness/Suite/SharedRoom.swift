internal import SpoolSystem
internal import Synchronization

/// What cases that play at the same time may write to a file system that they share, where none of their own can be
/// made: 64 MB in a container. Each takes what it needs before it begins, so that none is refused for another's sake.
final class SharedRoom: Sendable {
    private let total: UInt64
    private let taken = Mutex<UInt64>(0)

    /// - Parameter bytes: how many there are for all.
    init(bytes: UInt64) { total = bytes }

    /// Waits until there is room, and takes it.
    ///
    /// - Returns: `false` where there never is as much.
    func take(_ bytes: UInt64) -> Bool {
        guard bytes <= total else { return false }
        while true {
            let isTaken = taken.withLock { taken in
                guard taken + bytes <= total else { return false }
                taken += bytes
                return true
            }
            if isTaken { return true }
            MonotonicClock.sleep(nanoseconds: 5_000_000)
        }
    }

    /// Gives it back.
    func giveBack(_ bytes: UInt64) { taken.withLock { $0 -= bytes } }
}

/// What a case found of room on the machine, and whether it was enough: a recorder is not charged with what there was no
/// room for.
struct RoomWatch {
    private let root: String
    private let isShared: Bool
    private let memoryKills: Int?

    /// Bytes and files without which nothing can be written any more.
    private static let bytesLeast: Int64 = 1 << 20
    private static let filesLeast: Int64 = 64

    /// Looks before a case begins.
    init(_ world: World) {
        root = world.root
        isShared = !world.permissions.privateFileSystem.isGranted
        memoryKills = Self.countMemoryKills()
    }

    /// Why a case that writes as much cannot be played; `nil` where it can.
    func obstacle(bytes: UInt64) -> String? {
        guard isShared, let room = room, room.bytes < Int64(clamping: bytes) else { return nil }
        return
            "it may write \(bytes >> 20) MiB, and \(max(0, room.bytes) >> 20) MiB are free in \(root), which it "
            + "shares with others"
    }

    /// What a case ran out of, as it looks when it is over; `nil` where it had all.
    func shortage() -> String? {
        if isShared, let room {
            if room.bytes < Self.bytesLeast {
                return "there was no room left in \(root), which others use too"
            }
            if room.files < Self.filesLeast { return "there was no file left to be made in \(root)" }
        }
        if let memoryKills, let now = Self.countMemoryKills(), now > memoryKills {
            return "the kernel killed a process here for want of memory"
        }
        return MachineLimits.shortage()
    }

    /// Bytes that are free, where others use the file system too.
    var sharedBytes: UInt64? { isShared ? room.map { UInt64(max(0, $0.bytes)) } : nil }

    private var room: (bytes: Int64, files: Int64)? {
        do throws(Errno) {
            let directory = try Descriptor.open(root, [.readOnly, .directory])
            return (try FileSystem.room(directory.rawValue), try FileSystem.filesLeft(directory.rawValue))
        } catch { return nil }
    }

    /// How often the kernel has killed a process of this control group, as far as that is told.
    private static func countMemoryKills() -> Int? {
        guard let file = try? Descriptor.open("/sys/fs/cgroup/memory.events", .readOnly),
            let bytes = try? file.readAll(limit: 4096)
        else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix("oom_kill ") }.flatMap { Int($0.dropFirst("oom_kill ".utf8.count)) }
    }
}

extension CaseResult {
    /// The same where the machine had no room: what was seen says nothing about the recorder.
    func excused(by shortage: String) -> CaseResult {
        var result = self
        let seen = violations.first?.seen ?? ending?.text ?? ""
        result.violations = []
        result.ending = CaseEnding(.environment("\(shortage); what was seen without it: \(seen)"))
        return result
    }

    /// Whether somebody is charged with something.
    var isCharge: Bool {
        !violations.isEmpty || ending?.blame == .implementation || ending?.blame == .adapter
    }
}
