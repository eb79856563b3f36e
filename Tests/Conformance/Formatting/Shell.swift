import Glibc

/// A real shell, in which rendered lines are run with functions in place of the commands they name.
struct Shell: CustomStringConvertible, Sendable {
    let description: String

    /// The shells of this machine among those that the lines are made for.
    static let installed = ["sh", "bash", "dash", "zsh -f", "busybox sh"].map(Shell.init).filter(\.works)

    init(_ command: String) { description = command }

    private var works: Bool { output(of: "printf here") == Array("here".utf8) }

    /// The arguments that each `pvesh`, `curl` or `#` of the script was given.
    ///
    /// - Returns: `nil` if the script did anything else, failed, or was no shell script.
    func arguments(given script: String) -> [[[UInt8]]]? {
        // A call is its arguments with a NUL behind each, and a line feed, which no word in front of a NUL hides.
        let functions = """
            shown() { for word in "$@"; do printf '%s\\0' "$word"; done; printf 'end\\0'; }
            pvesh() { shown pvesh "$@"; }
            curl() { shown curl "$@"; }
            unset PVE_HOST; PVE_TOKEN='t!o=k'

            """
        guard let output = output(of: functions + script) else { return nil }
        var calls: [[[UInt8]]] = []
        var call: [[UInt8]] = []
        for word in output.split(separator: 0, omittingEmptySubsequences: false).dropLast() {
            if word.elementsEqual("end".utf8) {
                calls.append(call)
                call = []
            } else {
                call.append(Array(word))
            }
        }
        return call.isEmpty ? calls : nil
    }

    /// What the script writes, also to standard error; `nil` if it fails.
    private func output(of script: String) -> [UInt8]? {
        var name = Array("/tmp/spool-formatting-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        guard file >= 0 else { return nil }
        defer {
            unlink(name)
            close(file)
        }
        let bytes = Array(script.utf8)
        guard write(file, bytes, bytes.count) == bytes.count else { return nil }
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let pipe = popen("\(description) \(path) 2>&1 </dev/null", "r") else { return nil }
        var output: [UInt8] = []
        while case let byte = getc(pipe), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
        return pclose(pipe) == 0 ? output : nil
    }
}

extension [UInt8] {
    /// The text as the bytes that a shell hands over.
    init(_ text: String) { self = Array(text.utf8) }
}
