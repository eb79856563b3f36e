@testable import SpoolHarness
import SpoolSpec

/// An adapter's output, in pieces: whatever it writes, every line is a reply or an interruption with a text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let half = count / 2
    var assembler = LineAssembler()
    let lines = assembler.feed(Array(bytes[..<half])) + assembler.feed(Array(bytes[half...]))
    precondition(!assembler.isFlooded)
    let total = lines.reduce(assembler.pendingBytes.count) { $0 + $1.count + 1 }
    precondition(total == count, "\(count) bytes became \(total)")
    for line in lines {
        _ = Excerpt.of(line, limit: 20)
        guard let value = try? JSONValue.parse(line, limits: .reply), case .object(let members) = value else {
            continue
        }
        let reply = Reply(operation: "hello", sequence: 1, members: members, label: "fuzz", blame: .adapter)
        if let hello = try? Hello(reply) {
            precondition(Hello(json: hello.json)?.name.isSameText(as: hello.name) ?? false)
        }
        for name in ["id", "events", "skipped", "pid"] {
            _ = try? reply.text(name)
            _ = try? reply.integer(name)
            _ = try? reply.objects(name)
        }
        do throws(Interruption) {
            _ = try reply.success()
        } catch { precondition(!error.text.isEmpty) }
    }
    return 0
}
