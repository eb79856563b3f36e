internal import SpoolSystem

/// How a machine gets what cases were skipped for, told once after the table.
package struct MachineAdvice: Hashable, Sendable {
    /// Whether the suite runs as root: what root lacks, a container has taken from it.
    package var isRoot: Bool
    /// Whether Ubuntu's policy keeps an ordinary user from using namespaces.
    package var isRestricted: Bool
    /// Whether Debian's setting keeps an ordinary user from making namespaces.
    package var isWithoutClone: Bool
    /// Whether nobody may follow a process before the machine boots again.
    package var isWithoutTracing: Bool

    package init(
        isRoot: Bool, isRestricted: Bool = false, isWithoutClone: Bool = false, isWithoutTracing: Bool = false
    ) {
        self.isRoot = isRoot
        self.isRestricted = isRestricted
        self.isWithoutClone = isWithoutClone
        self.isWithoutTracing = isWithoutTracing
    }

    /// The machine that this process runs on.
    package static var here: MachineAdvice {
        MachineAdvice(
            isRoot: Accounts.effectiveUser == 0,
            isRestricted: KernelSetting.value("apparmor_restrict_unprivileged_userns") == "1",
            isWithoutClone: KernelSetting.value("unprivileged_userns_clone") == "0",
            isWithoutTracing: KernelSetting.value(KernelSetting.ptraceScope) == "3")
    }

    /// What gives a container what the cases need.
    package static let container =
        "docker run --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined, "
        + "or docker run --privileged"
    /// What lets an ordinary user of Ubuntu 24.04 make namespaces.
    package static let policy = "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    /// What lets an ordinary user of Debian make namespaces where that was forbidden.
    package static let clone = "sudo sysctl kernel.unprivileged_userns_clone=1"

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
        var byPrivilege = lacks.subtracting([.room, .groupName])
        if lacks.contains(.tracing), isWithoutTracing {
            remedies.append(
                "start the machine again without kernel.yama.ptrace_scope=3: until then not even root may "
                    + "follow system calls")
            byPrivilege.remove(.tracing)
        }
        if !byPrivilege.isEmpty {
            if isRoot {
                remedies.append(
                    "a container needs more than it has: \(Self.container)")
            } else {
                remedies.append("run it as root, with sudo; in a container besides: \(Self.container)")
                if isRestricted {
                    remedies.append("without root as much as Ubuntu lets users have: \(Self.policy)")
                }
                if isWithoutClone {
                    remedies.append("without root as much as Debian lets users have: \(Self.clone)")
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
