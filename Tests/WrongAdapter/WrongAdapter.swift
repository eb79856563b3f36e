import Glibc
import SpoolHarness
import SpoolSpec

/// An adapter that answers as it must until it is asked to `record`; then it does what its argument says.
///
/// With `--stage` first it is the stage program of the driver's tests instead, with `judge` first it is the judge.
@main struct WrongAdapter {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case StageProgram.argument: exit(StageProgram.run(arguments, cases: WrongCases.all))
        case "judge": exit(try Judge.run(Array(arguments.dropFirst())))
        case "lock":
            guard let path = arguments.dropFirst().first else { exit(64) }
            Self.hold(path)
        case "sleep": while true { sleep(1000) }
        case let name?:
            guard let fault = Fault(rawValue: name) else { exit(64) }
            try WrongAdapter(fault: fault, marker: arguments.dropFirst().first ?? "none").obey()
        case nil: exit(64)
        }
    }

    /// Locks a file by `fcntl(2)`, says so, and keeps it.
    private static func hold(_ path: String) {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard file >= 0, fcntl(file, F_SETLK, &lock) >= 0 else { exit(1) }
        write(1, "!", 1)
        while true { sleep(1000) }
    }

    let fault: Fault
    /// Stands in the arguments of the children that are left, so that a test can look for them.
    let marker: String

    private func obey() throws {
        if fault == .ignoresTermination { signal(SIGTERM, SIG_IGN) }
        if fault == .closesPipes { signal(SIGPIPE, SIG_IGN) }
        while let line = readLine() {
            guard let json = try? JSONValue.parse(Array(line.utf8), limits: .driver),
                let sequence = json["seq"]?.integer
            else {
                say(#"{"seq":null,"ok":false}"#)
                continue
            }
            switch json["op"]?.text {
            case "hello": hello(sequence)
            case "record": record(sequence)
            default: answer(sequence)
            }
        }
        switch fault {
        case .ignoresTermination, .ignoresEndOfInput: while true { sleep(1000) }
        case .failsAtEnd: exit(4)
        default: exit(0)
        }
    }

    private func hello(_ sequence: Int64) {
        answer(
            sequence,
            #","name":"wrong","version":"1","language":"Swift","roles":["worker"],"capabilities":["time"]"#)
    }

    func answer(_ sequence: Int64, _ more: String = "") { say(#"{"seq":\#(sequence),"ok":true\#(more)}"#) }

    func say(_ line: String) { put(Array((line + "\n").utf8)) }

    func put(_ bytes: [UInt8], to descriptor: Int32 = 1) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
