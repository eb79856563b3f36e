extension JSONValue {
    /// The value as compact JSON: UTF-8, no white space, no raw control character.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return bytes
    }

    /// Appends the value as compact JSON.
    public func write(into bytes: inout [UInt8]) {
        _ = write(into: &bytes, depthMax: .max, bytesMax: .max)
    }

    /// Appends the value as compact JSON unless it is nested deeper or grows longer than allowed.
    ///
    /// - Parameters:
    ///   - depthMax: the deepest nesting, counted as `JSONLimits` does.
    ///   - bytesMax: the most bytes that may stand in `bytes` in the end.
    /// - Returns: `nil`, or which of the two bounds was met; `bytes` then ends somewhere inside the value.
    func write(into bytes: inout [UInt8], depthMax: Int, bytesMax: Int) -> JSONError.Kind? {
        switch self {
        case .null: bytes.append("null")
        case .bool(let value): bytes.append(value ? "true" : "false")
        case .number(let number):
            // Asked before it is written: what is too long need not fill memory first.
            guard number.lexeme.utf8.count <= bytesMax - bytes.count else {
                return .tooLong(bytesMax: bytesMax)
            }
            number.lexeme.utf8Span.span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        case .string(let text):
            guard text.utf8.count <= bytesMax - bytes.count else { return .tooLong(bytesMax: bytesMax) }
            JSONValue.writeText(text, into: &bytes)
        case .array(let items): return JSONValue.write(items, &bytes, depthMax, bytesMax)
        case .object(let object): return object.write(into: &bytes, depthMax: depthMax, bytesMax: bytesMax)
        }
        return bytes.count <= bytesMax ? nil : .tooLong(bytesMax: bytesMax)
    }

    private static func write(
        _ items: [JSONValue], _ bytes: inout [UInt8], _ depthMax: Int, _ bytesMax: Int
    ) -> JSONError.Kind? {
        guard depthMax > 0 else { return .tooDeep(depthMax: 0) }
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for item in items {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            if let met = item.write(into: &bytes, depthMax: depthMax - 1, bytesMax: bytesMax) { return met }
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes.count <= bytesMax ? nil : .tooLong(bytesMax: bytesMax)
    }

    /// Appends a text as a JSON string.
    static func writeText(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        text.utf8Span.span.withUnsafeBufferPointer { source in
            var start = 0
            while let index = firstNeedingEscape(in: source, from: start) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[start..<index]))
                writeEscape(source[index], into: &bytes)
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func writeEscape(_ byte: UInt8, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        if let letter = escapeLetter(byte) {
            bytes.append(letter)
        } else {
            bytes.append("u00")
            bytes.append(byte >> 4 + 0x30)
            bytes.append(hexadecimalDigit(byte & 0xF))
        }
    }

    /// What stands behind the backslash of a byte that has an escape of two bytes.
    static func escapeLetter(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        default: nil
        }
    }
}

extension JSONObject {
    /// The object as compact JSON.
    public func encoded() -> [UInt8] { JSONValue.object(self).encoded() }

    /// Appends the object as compact JSON.
    public func write(into bytes: inout [UInt8]) {
        _ = write(into: &bytes, depthMax: .max, bytesMax: .max)
    }

    func write(into bytes: inout [UInt8], depthMax: Int, bytesMax: Int) -> JSONError.Kind? {
        guard depthMax > 0 else { return .tooDeep(depthMax: 0) }
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in members {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            guard name.utf8.count <= bytesMax - bytes.count else { return .tooLong(bytesMax: bytesMax) }
            JSONValue.writeText(name, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            if let met = value.write(into: &bytes, depthMax: depthMax - 1, bytesMax: bytesMax) { return met }
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes.count <= bytesMax ? nil : .tooLong(bytesMax: bytesMax)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ literal: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }
}
