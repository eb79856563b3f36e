internal import SpoolSystem

/// How a machine gets what cases were skipped for, told once after the table.
package struct MachineAdvice: Hashable, Sendable {
    /// Whether the suite runs as root: what root lacks, a container has taken from it.
    package var isRoot: Bool
    /// Whether Ubuntu's policy keeps an ordinary user from using namespaces.
    package var isRestricted: Bool

    package init(isRoot: Bool, isRestricted: Bool = false) {
        self.isRoot = isRoot
        self.isRestricted = isRestricted
    }

    /// The machine that this process runs on.
    package static var here: MachineAdvice {
        let policy = try? Descriptor.open("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", .readOnly)
            .readAll(limit: 16)
        return MachineAdvice(
            isRoot: Accounts.effectiveUser == 0, isRestricted: policy?.first == UInt8(ascii: "1"))
    }

    /// What gives a container what the cases need.
    package static let container =
        "docker run --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined, "
        + "or docker run --privileged"
    /// What lets an ordinary user of Ubuntu 24.04 make namespaces.
    package static let policy = "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"

    /// How many clauses were not judged in all their cases, for want of what, and what to do; empty where there are none.
    func lines(_ verdicts: [ClauseVerdict]) -> [String] {
        var counts: [Lack: Int] = [:]
        var clauses = 0
        for case let shortfall? in verdicts.map(\.shortfall) {
            let lacks = Set(shortfall.groups.compactMap { Lack(reason: $0.reason) })
            for lack in lacks { counts[lack, default: 0] += 1 }
            if !lacks.isEmpty { clauses += 1 }
        }
        if clauses == 0 { return [] }
        let sorted = Lack.allCases.filter { counts[$0] != nil }
            .sorted { (counts[$0] ?? 0, $1.name) > (counts[$1] ?? 0, $0.name) }
        let wants = sorted.map { "\(counts[$0] ?? 0) for want of \($0.name)" }
        return [
            "\(counted(clauses, "clause")) could not be judged in every case here: "
                + wants.joined(separator: ", ") + "."
        ] + remedies(Set(sorted)).map { "To judge more: \($0)." }
    }

    private func remedies(_ lacks: Set<Lack>) -> [String] {
        var remedies: [String] = []
        let byPrivilege = lacks.subtracting([.room, .groupName])
        if !byPrivilege.isEmpty {
            if isRoot {
                remedies.append(
                    "a container needs more than it has: \(Self.container)")
            } else {
                remedies.append("run it as root, with sudo; in a container besides: \(Self.container)")
                if isRestricted {
                    remedies.append("without root as much as Ubuntu lets users have: \(Self.policy)")
                }
            }
        }
        if lacks.contains(.room) {
            remedies.append(
                "give the machine more room for temporary files (docker run --shm-size 1g), or set TMPDIR")
        }
        if lacks.contains(.groupName) {
            remedies.append("run it as a user whose group has a name in /etc/group")
        }
        return remedies
    }
}
