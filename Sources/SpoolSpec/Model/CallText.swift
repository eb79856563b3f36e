/// Calls and what is told, in a few characters: what a table's cells say.
enum CallText {
    static func of(_ note: Note) -> String? {
        switch note {
        case .starting(let id, let filter): "── start \(id) for \(filter.userid ?? "everyone")"
        case .stopping: "── stop"
        case .scanning: "── look through the spool"
        case .handling(let number): "── event \(number)"
        default: nil
        }
    }

    /// What happens: the call, and what came of it as far as it can be seen.
    static func of(
        _ action: ModelAction, _ call: SpoolCall?, _ before: ModelKernel, _ after: ModelKernel
    ) -> String {
        guard let call else { return "(dead: closes a locked file)" }
        let process = Int(action.process)
        switch action.kind {
        case .die: return "☠ killed before \(text(call, before, process))"
        case .dieInWrite: return "☠ killed in \(text(call, before, process))"
        case .fault(.error(let error)): return "\(text(call, before, process)) → ⚡︎\(error)"
        case .fault(.shortWrite): return "\(text(call, before, process)) → ⚡︎short"
        case .step:
            var kernel = before
            return "\(text(call, before, process)) \(outcome(kernel.perform(call, by: process)))"
        }
    }

    private static func outcome(_ reply: SpoolReply?) -> String {
        switch reply {
        case nil: "→ (old lock given up)"
        case .done: ""
        case .opened(let handle): "→ \(handle.number)"
        case .names(let names, _):
            names.isEmpty ? "→ end" : "→ " + names.map { $0.name.fileName }.joined(separator: " ")
        case .kinds(_, let others, _): others > 0 ? "→ others" : "→ no others"
        case .facts(let facts):
            facts.kind == .directory
                ? ""
                : "→ #\(fileNumber(UInt16(truncatingIfNeeded: facts.inode))) links \(facts.linkCount) size \(facts.size)"
        case .bytes(let bytes): "→ \(contents(bytes))"
        case .wrote(let count): "→ \(count)"
        case .failed(let error): "→ \(error)"
        }
    }

    private static func text(_ call: SpoolCall, _ kernel: ModelKernel, _ process: Int) -> String {
        func file(_ handle: Handle) -> String {
            guard let number = kernel.file(of: handle, in: process) else { return "\(handle.number)" }
            if number == ModelKernel.directoryFile { return "\(handle.number):directory" }
            let entry = kernel.directory?.entries.first { $0.file == number }
            return "\(handle.number):\(entry?.name.fileName ?? "(no name)")#\(fileNumber(number))"
        }
        switch call {
        case .makeDirectory(let mode): return "mkdir 0\(String(mode, radix: 8))"
        case .openDirectory: return "open directory"
        case .list(let handle): return "list \(handle.number)"
        case .listKinds(let handle): return "look through \(handle.number)"
        case .open(let name, _, let flags, _): return "open \(name) \(flagNames(flags))"
        case .openUnnamed: return "open unnamed"
        case .link(let handle, let name, _): return "link \(handle.number) as \(name)"
        case .unlink(let name, _): return "unlink \(name)"
        case .status(let handle): return "status \(file(handle))"
        case .statusOf(let name, _): return "status \(name)"
        case .lock(let handle, let strength):
            return "flock \(strength == .shared ? "SH" : "EX") \(file(handle))"
        case .unlock(let handle): return "flock UN \(file(handle))"
        case .setMode(let handle, let mode): return "chmod \(file(handle)) 0\(String(mode, radix: 8))"
        case .setGroup(let handle, _): return "chown \(file(handle))"
        case .setGroupOf(let name, _, _): return "chown \(name)"
        case .statusOfDirectory: return "status of directory"
        case .setDirectoryGroup: return "chown directory"
        case .setDirectoryMode(let mode): return "chmod directory 0\(String(mode, radix: 8))"
        case .read(let handle, _, _): return "read \(file(handle))"
        case .write(let handle, let bytes): return "write \(file(handle)) \(contents(bytes))"
        case .empty(let handle): return "truncate \(file(handle))"
        case .punchHole(let handle, _): return "punch \(file(handle))"
        case .close(let handle): return "close \(file(handle))"
        case .wait: return "wait"
        }
    }

    private static func flagNames(_ flags: OpenFlags) -> String {
        var names: [String] = []
        if flags.contains(.append) { names.append("APPEND") }
        if flags.contains(.create) { names.append("CREAT") }
        if flags.contains(.truncate) { names.append("TRUNC") }
        return names.joined(separator: "|")
    }

    /// A line of an event is shown as its number, everything else as the text that it is.
    private static func contents(_ bytes: [UInt8]) -> String {
        if bytes.allSatisfy({ $0 < 0x20 || $0 == ModelEvent.fullStop }) {
            return bytes.map { $0 == 0x0A ? "⏎" : $0 == ModelEvent.fullStop ? "." : String($0) }.joined()
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whose file it is and which of its files: `#2.1` is the first file of the second process.
    private static func fileNumber(_ number: UInt16) -> String {
        number < 256 ? "\(number)" : "\(number >> 8).\(number & 255)"
    }
}
