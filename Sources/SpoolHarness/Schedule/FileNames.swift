internal import SpoolSystem

/// The names by which others know the files that calls work on.
struct FileNames {
    /// The spool's path.
    let directory: String
    /// By what the kernel calls a file without a name, the name that it got.
    private var given: [String: String] = [:]

    init(directory: String) { self.directory = directory }

    /// Follows an unnamed file to the name that it gets.
    mutating func learn(from call: ObservedCall) {
        guard call.name == "linkat", !call.failed else { return }
        if let unnamed = call.fileName, let name = call.secondFileName { given[Self.plain(unnamed)] = name }
    }

    /// What a call touches.
    func footprint(_ call: ObservedCall) -> Footprint {
        Footprint(call, isDirectory: isDirectory, name: name)
    }

    /// A call with its files, in words.
    func text(of call: ObservedCall) -> String {
        let files = [call.path, call.secondPath].compactMap(\.self).map { path in
            isDirectory(path) ? "." : name(path) ?? "(unnamed)"
        }
        var text = "\(call.name) \(files.joined(separator: " → "))"
        if call.name == "flock" { text += " " + Self.lockName(call.arguments[1]) }
        return text
    }

    private func isDirectory(_ path: String) -> Bool {
        path.utf8.count == directory.utf8.count && path.utf8.elementsEqual(directory.utf8)
    }

    /// The name by which others know a file; `nil` for one that has none yet.
    private func name(_ path: String) -> String? {
        guard let last = path.lastComponent else { return nil }
        let name = Self.plain(String(last))
        guard name.utf8.first == UInt8(ascii: "#") else { return name }
        return given[name]
    }

    private static func plain(_ name: String) -> String {
        name.hasSuffix(" (deleted)") ? String(name.dropLast(10)) : name
    }

    private static func lockName(_ operation: UInt64) -> String {
        switch operation & 0xB {
        case 1: "SH"
        case 2: "EX"
        default: "UN"
        }
    }
}
