internal import ReferenceRecorder
package import SpoolSpec
internal import SpoolSystem

/// The reference recorder under the driver protocol: one request a line in, one reply a line out.
package struct AdapterProgram<Kernel: SpoolKernel> {
    private let settings: AdapterSettings
    private let makeKernel: KernelMaker<Kernel>
    private let hooks: AdapterHooks
    private var role: (any PlayedRole)?

    /// - Parameters:
    ///   - settings: what is said in the answer to `hello`, and the spool.
    ///   - makeKernel: makes the kernel on which a recorder runs.
    ///   - hooks: what is done beside obeying; nothing, unless a recorder is to be led astray.
    package init(
        _ settings: AdapterSettings, makeKernel: @escaping KernelMaker<Kernel>,
        hooks: AdapterHooks = AdapterHooks()
    ) {
        self.settings = settings
        self.makeKernel = makeKernel
        self.hooks = hooks
    }

    /// Obeys requests until the input ends or `exit` is asked.
    ///
    /// A recording that runs then is left as it is: its death is a quiet one, as the driver protocol wants. So
    /// the process must end without giving up what it holds, by `_exit(2)`.
    ///
    /// - Returns: the exit status: 0, or 1 where a descriptor failed.
    package mutating func run(input: Int32, output: Int32) -> Int32 {
        var framer = LineFramer(lineBytesMax: JSONLimits.driver.bytesMax)
        while true {
            guard let bytes = nextBytes(input) else { return 1 }
            if bytes.isEmpty { return 0 }
            for line in framer.feed(bytes) {
                let (reply, ends) = answer(line)
                do throws(Errno) {
                    try RawFile.writeAll(output, reply)
                } catch {
                    return 1
                }
                if ends { return 0 }
            }
        }
    }

    /// Waits for input, and runs the timers that fall due meanwhile.
    ///
    /// - Returns: nothing at the end of the input; `nil` where it failed.
    private mutating func nextBytes(_ input: Int32) -> [UInt8]? {
        do throws(Errno) {
            while true {
                var entries = [PollEntry(input, .readable)]
                if try Poll.wait(&entries, until: role?.nextTimer) > 0 {
                    return try RawFile.readWaiting(input, 1 << 18)
                }
                role?.runTimers()
            }
        } catch {
            StandardError.write("adapter: reading requests: \(error)\n")
            return nil
        }
    }

    private mutating func answer(_ line: [UInt8]) -> (reply: [UInt8], ends: Bool) {
        guard let request = RequestLine(line) else {
            return (ReplyLine.failed("this line is no request").bytes(sequence: nil), false)
        }
        let reply: ReplyLine
        switch request.operation {
        case "hello": reply = hello(request)
        case "exit": reply = .ok()
        default:
            hooks.before(request.operation)
            if request.operation == "advance" { hooks.passes(request.nanoseconds("seconds") ?? 0) }
            role?.runTimers()
            reply = role?.obey(request) ?? .failed("the first request must be 'hello'")
        }
        return (reply.bytes(sequence: request.sequence), request.operation == "exit")
    }

    private mutating func hello(_ request: RequestLine) -> ReplyLine {
        guard request.members["driver"] == .number(JSONNumber(1)) else {
            return .failed("hello: this adapter speaks version 1 of the driver protocol")
        }
        switch request.text("role") {
        case "worker":
            role = WorkerRole(
                kernel: makeKernel(settings.location), limit: settings.limit, seenAs: hooks.seenAs)
        case "client":
            role = ClientRole(
                location: settings.location, makeKernel: makeKernel, startedAs: hooks.startedAs)
        case "follower": role = FollowerRole(location: settings.location, makeKernel: makeKernel)
        case let other: return .failed("hello: there is no role '\(other ?? "")'")
        }
        return .ok([
            "name": .string(settings.name), "version": .string(settings.version),
            "language": .string("Swift"),
            "roles": .array([.string("worker"), .string("client"), .string("follower")]),
            "capabilities": .array([.string("time"), .string("wall-clock")]),
        ])
    }
}
