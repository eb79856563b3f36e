internal import SpoolSpec
internal import SpoolSystem

/// What a stage program is told, on its standard input: a line with a number of bytes, and as many bytes of JSON.
///
/// An argument would not do: the kernel takes none of more than 128 KiB, and a job holds an adapter's whole command and all
/// that the recorder says of itself.
enum StageInput {
    /// Reads it, and not one byte more: what comes after it is for somebody else.
    ///
    /// - Returns: `nil` where there is none, or where it is no JSON.
    static func job() -> JSONValue? {
        guard let text = text() else { return nil }
        return try? JSONValue.parse(text, limits: .driver)
    }

    private static func text() -> [UInt8]? {
        var count: [UInt8] = []
        // First its length in decimal digits, so that only these few bytes are read one by one.
        while count.last != 0x0A {
            guard count.count < 20, let byte = try? RawFile.readWaiting(0, 1), !byte.isEmpty else {
                return nil
            }
            count += byte
        }
        guard let length = Int(String(decoding: count.dropLast(), as: UTF8.self)),
            (0...JSONLimits.driver.bytesMax).contains(length)
        else { return nil }
        var text: [UInt8] = []
        while text.count < length {
            guard let some = try? RawFile.readWaiting(0, min(1 << 20, length - text.count)), !some.isEmpty
            else {
                return nil
            }
            text += some
        }
        return text
    }

    /// The same as it is written.
    static func bytes(for job: JSONValue) -> [UInt8] {
        let text = job.encoded()
        return Array("\(text.count)\n".utf8) + text
    }
}

extension StageProcess {
    /// Tells the stage program its job.
    ///
    /// A program that reads no more has ended or is about to: whoever waits for its answer learns how.
    ///
    /// - Throws: `.timedOut` at the deadline.
    mutating func tell(_ job: JSONValue, until deadline: Int64) throws(Errno) {
        do throws(Errno) {
            guard try write(StageInput.bytes(for: job), until: deadline) else { throw .timedOut }
        } catch {
            guard error == .brokenPipe else { throw error }
        }
    }
}
