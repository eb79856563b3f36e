/// Writing a value into memory that was taken beforehand, for the hook of a server: nothing is appended to, and
/// what does not fit is told.
struct JSONFilling {
    /// What came of it.
    enum Outcome {
        /// The line stands in so many bytes.
        case filled(Int)
        /// There was too little memory for it.
        case tooLittle
        /// It is nested deeper than allowed, as far as it was looked at.
        case tooDeep
    }

    private var isTooDeep = false
    private var next: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>

    /// Writes the object's JSON and a line feed.
    ///
    /// - Parameters:
    ///   - object: what is written.
    ///   - memory: where to.
    ///   - depthMax: the deepest nesting that is written.
    static func fill(
        _ memory: UnsafeMutableBufferPointer<UInt8>, with object: JSONObject, depthMax: Int
    ) -> Outcome {
        guard let start = memory.baseAddress else { return .tooLittle }
        var filling = JSONFilling(next: start, end: start + memory.count)
        guard filling.write(object, depthMax), filling.write(UInt8(ascii: "\n")) else {
            return filling.isTooDeep ? .tooDeep : .tooLittle
        }
        return .filled(filling.next - start)
    }

    private init(next: UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>) {
        self.next = next
        self.end = end
    }

    /// Begins a container, unless it is one level too deep.
    private mutating func enter(_ bracket: UInt8, _ depthMax: Int) -> Bool {
        guard depthMax > 0 else {
            isTooDeep = true
            return false
        }
        return write(bracket)
    }

    private mutating func write(_ byte: UInt8) -> Bool {
        guard next < end else { return false }
        next.pointee = byte
        next += 1
        return true
    }

    private mutating func write(_ object: JSONObject, _ depthMax: Int) -> Bool {
        guard enter(UInt8(ascii: "{"), depthMax) else { return false }
        return object.members.withUnsafeBufferPointer { members in
            for index in members.indices {
                guard index == 0 || write(UInt8(ascii: ",")), writeText(members[index].name),
                    write(UInt8(ascii: ":")), write(members[index].value, depthMax - 1)
                else { return false }
            }
            return write(UInt8(ascii: "}"))
        }
    }

    private mutating func write(_ value: borrowing JSONValue, _ depthMax: Int) -> Bool {
        switch value {
        case .null: return writePlain("null")
        case .bool(let value): return writePlain(value ? "true" : "false")
        case .number(let number): return writePlain(number.lexeme)
        case .string(let text): return writeText(text)
        case .object(let object): return write(object, depthMax)
        case .array(let items):
            guard enter(UInt8(ascii: "["), depthMax) else { return false }
            return items.withUnsafeBufferPointer { items in
                for index in items.indices {
                    guard index == 0 || write(UInt8(ascii: ",")), write(items[index], depthMax - 1)
                    else { return false }
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

    /// A string with its quotes.
    private mutating func writeText(_ text: String) -> Bool {
        text.withBytes { source in
            let raw = UnsafeRawBufferPointer(source)
            guard raw.count + 2 <= end - next else { return false }
            next.pointee = UInt8(ascii: "\"")
            next += 1
            let plain = copyPlain(raw)
            guard plain == raw.count || writeEscaping(raw, from: plain) else { return false }
            next.pointee = UInt8(ascii: "\"")
            next += 1
            return true
        }
    }

    /// Copies a text eight bytes at a time for as long as nothing needs an escape, the last ones together with
    /// some that were copied before.
    ///
    /// - Returns: how many bytes are copied; the text's length where all of it is plain.
    private mutating func copyPlain(_ raw: UnsafeRawBufferPointer) -> Int {
        guard let source = raw.baseAddress else { return 0 }
        let (count, place) = (raw.count, next)
        var index = 0
        // Nothing here comes near the largest number: the sums are not checked for it.
        while index &+ 8 <= count {
            let word = EightBytes(at: source + index)
            guard word.needingEscape == 0 else { return advance(index) }
            word.store(to: place + index)
            index &+= 8
        }
        if index == count { return advance(count) }
        if count >= 8 {
            let word = EightBytes(at: source + (count &- 8))
            guard word.needingEscape == 0 else { return advance(index) }
            word.store(to: place + (count &- 8))
        } else if count >= 4 {
            let word = EightBytes(endsOf: source, count: count)
            guard word.needingEscape == 0 else { return advance(0) }
            word.store(toEndsOf: place, count: count)
        } else {
            while index < count {
                let byte = raw[index]
                guard !needsEscape(byte) else { return advance(index) }
                place[index] = byte
                index &+= 1
            }
        }
        return advance(count)
    }

    private mutating func advance(_ count: Int) -> Int {
        next += count
        return count
    }

    /// Where there was room for the text, a quote before it and one behind it: an escape takes up to five bytes
    /// more.
    private mutating func writeEscaping(_ raw: UnsafeRawBufferPointer, from start: Int) -> Bool {
        var index = start
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
                // The rest and a quote follow.
                guard raw.count - index + 7 <= end - next else { return false }
                writeEscape(byte)
            } else {
                next.pointee = byte
                next += 1
            }
        }
        return true
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
