internal import SpoolSystem

/// What the machine's owner has set under `kernel.` in sysctl.
enum KernelSetting {
    /// Who may follow whom: 2 takes a capability for it, 3 forbids it to everybody.
    static let ptraceScope = "yama/ptrace_scope"

    /// What it is set to; `nil` where the kernel has no such setting, or `/proc` does not show it.
    static func value(_ name: String) -> String? {
        guard
            let bytes = try? Descriptor.open("/proc/sys/kernel/\(name)", .readOnly).readAll(limit: 16)
        else { return nil }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
