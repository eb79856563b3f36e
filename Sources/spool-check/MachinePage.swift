internal import SpoolHarness
internal import SpoolSystem

/// What `--explain machines` shows: what is judged where the suite is run, and what to do for more.
enum MachinePage {
    /// The word that asks for it, where a clause would stand.
    static let name = "machines"

    private static let machines: [(machine: String, lacks: String, remedy: String)] = [
        ("root on a real or a virtual machine", "nothing: every case is played", ""),
        (
            "an ordinary user who may make user namespaces (a virtual machine of GitHub or GitLab)",
            "a second user for the workers, a spool group that is not the user's own, device nodes",
            "sudo"
        ),
        (
            "an ordinary user whose namespaces may mount nothing (Ubuntu 24.04)",
            "besides: process ids that can be chosen, a file system of a chosen size",
            "sudo, or \(MachineAdvice.policy)"
        ),
        (
            "root in a container (docker run, GitLab's docker executor)",
            "process ids that can be chosen, a file system of a chosen size; room, where /dev/shm has 64 MB",
            "\(MachineAdvice.container); for room --shm-size 1g"
        ),
        (
            "an ordinary user in a container", "what root lacks there, and what an ordinary user lacks",
            "the same, as root"
        ),
        (
            "rootless podman",
            "process ids that can be chosen where /proc cannot be mounted again, device nodes",
            "podman run --privileged --security-opt unmask=ALL, or sudo podman run --privileged"
        ),
    ]

    /// The page, within a width.
    static func text(columns: Int) -> String {
        var lines = PrintableText.wrapped(
            "What is judged on which machine. A case that cannot be played is left out with the reason; a clause of "
                + "which a case was left out is `skip`, and never `pass`. After the table a report says how many "
                + "clauses that concerns, and for want of what.", width: columns)
        for entry in machines {
            lines += [""] + PrintableText.wrapped(entry.machine, width: columns)
            lines += PrintableText.wrapped("lacks: \(entry.lacks)", width: columns - 2).map { "  " + $0 }
            if entry.remedy.isEmpty { continue }
            lines += PrintableText.wrapped("for more: \(entry.remedy)", width: columns - 2).map { "  " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
