/// Writing a value into memory that was taken beforehand, for the hook of a server.
///
/// The value is measured first, so that memory is taken once and nothing is checked on the way but for texts that
/// need escapes: those are longer than they were measured, and the caller takes the patient way instead.
struct JSONFilling {
    private var next: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>

    /// Room that is added to what was measured, so that a few line feeds or quotes do not spoil it.
    private static func slackBytes(_ bytes: Int) -> Int { 64 + bytes / 16 }

    /// The object's JSON and a line feed; `nil` where it is too deep, too long, or has too many escapes.
    static func line(of object: JSONObject, limits: JSONLimits) -> [UInt8]? {
        var bytes = 1
        guard measure(object, depthMax: limits.depthMax, bytesMax: limits.bytesMax, &bytes) else {
            return nil
        }
        var isWhole = false
        let line = [UInt8](unsafeUninitializedCapacity: bytes + slackBytes(bytes)) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var filling = JSONFilling(next: start, end: start + bytes + slackBytes(bytes))
            guard filling.write(object), filling.write(UInt8(ascii: "\n")) else { return }
            isWhole = true
            count = filling.next - start
        }
        return isWhole && line.count <= limits.bytesMax ? line : nil
    }

    // MARK: Measuring

    /// Adds what an object takes without escapes.
    ///
    /// - Returns: whether it keeps to both bounds.
    private static func measure(
        _ object: JSONObject, depthMax: Int, bytesMax: Int, _ bytes: inout Int
    ) -> Bool {
        guard depthMax > 0 else { return false }
        bytes += 2
        return object.members.withUnsafeBufferPointer { members in
            for index in members.indices {
                // Two quotes, a colon and a comma.
                bytes += members[index].name.utf8.count + 4
                guard measure(members[index].value, depthMax: depthMax - 1, bytesMax: bytesMax, &bytes) else {
                    return false
                }
            }
            return bytes <= bytesMax
        }
    }

    private static func measure(
        _ value: borrowing JSONValue, depthMax: Int, bytesMax: Int, _ bytes: inout Int
    ) -> Bool {
        switch value {
        case .null, .bool: bytes += 5
        case .number(let number): bytes += number.lexeme.utf8.count
        case .string(let text): bytes += text.utf8.count + 2
        case .object(let object):
            return measure(object, depthMax: depthMax, bytesMax: bytesMax, &bytes)
        case .array(let items):
            guard depthMax > 0 else { return false }
            bytes += 2
            return items.withUnsafeBufferPointer { items in
                for index in items.indices {
                    bytes += 1
                    guard measure(items[index], depthMax: depthMax - 1, bytesMax: bytesMax, &bytes) else {
                        return false
                    }
                }
                return bytes <= bytesMax
            }
        }
        return bytes <= bytesMax
    }

    // MARK: Writing

    private mutating func write(_ byte: UInt8) -> Bool {
        guard next < end else { return false }
        next.pointee = byte
        next += 1
        return true
    }

    private mutating func write(_ object: JSONObject) -> Bool {
        guard write(UInt8(ascii: "{")) else { return false }
        return object.members.withUnsafeBufferPointer { members in
            for index in members.indices {
                guard index == 0 || write(UInt8(ascii: ",")), writeText(members[index].name),
                    write(UInt8(ascii: ":")), write(members[index].value)
                else { return false }
            }
            return write(UInt8(ascii: "}"))
        }
    }

    private mutating func write(_ value: borrowing JSONValue) -> Bool {
        switch value {
        case .null: return writePlain("null")
        case .bool(let value): return writePlain(value ? "true" : "false")
        case .number(let number): return writePlain(number.lexeme)
        case .string(let text): return writeText(text)
        case .object(let object): return write(object)
        case .array(let items):
            guard write(UInt8(ascii: "[")) else { return false }
            return items.withUnsafeBufferPointer { items in
                for index in items.indices {
                    guard index == 0 || write(UInt8(ascii: ",")), write(items[index]) else { return false }
                }
                return write(UInt8(ascii: "]"))
            }
        }
    }

    /// What is ASCII and has nothing to escape: a literal or a number.
    private mutating func writePlain(_ text: String) -> Bool {
        text.withBytes { source in
            guard source.count <= end - next, let start = source.baseAddress else { return false }
            next.update(from: start, count: source.count)
            next += source.count
            return true
        }
    }

    /// A string with its quotes: eight bytes are looked at and copied together where none needs an escape.
    private mutating func writeText(_ text: String) -> Bool {
        text.withBytes { source in
            guard source.count + 2 <= end - next else { return false }
            let raw = UnsafeRawBufferPointer(source)
            var index = 0
            next.pointee = UInt8(ascii: "\"")
            next += 1
            while index < raw.count {
                if index + 8 <= raw.count {
                    let word = EightBytes(raw, at: index)
                    if word.needingEscape == 0 {
                        word.store(to: next)
                        next += 8
                        index += 8
                        continue
                    }
                }
                let byte = raw[index]
                index += 1
                if needsEscape(byte) {
                    // An escape takes up to five bytes more than were measured; the rest and a quote follow.
                    guard raw.count - index + 7 <= end - next else { return false }
                    writeEscape(byte)
                } else {
                    next.pointee = byte
                    next += 1
                }
            }
            next.pointee = UInt8(ascii: "\"")
            next += 1
            return true
        }
    }

    private mutating func writeEscape(_ byte: UInt8) {
        next[0] = UInt8(ascii: "\\")
        if let letter = JSONValue.escapeLetter(byte) {
            next[1] = letter
            next += 2
        } else {
            next[1] = UInt8(ascii: "u")
            next[2] = UInt8(ascii: "0")
            next[3] = UInt8(ascii: "0")
            next[4] = byte >> 4 + 0x30
            next[5] = hexadecimalDigit(byte & 0xF)
            next += 6
        }
    }
}
