/// The grammar of RFC 8259, once, for whatever a sink makes of it.
///
/// Keeps its own stack of one bit a level, so that no nesting, however hostile, touches the thread's stack.
struct JSONGrammar<Sink: JSONSink> {
    private var cursor: JSONCursor
    private var nesting = Nesting()
    private let limits: JSONLimits
    var sink: Sink

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits, sink: Sink) {
        cursor = JSONCursor(bytes)
        self.limits = limits
        self.sink = sink
    }

    /// Reads one text to its end: one value with nothing but white space around it.
    ///
    /// - Parameter objectOnly: whether the value must be an object.
    mutating func readText(objectOnly: Bool) throws(JSONError) {
        let bytes = cursor.bytes
        guard bytes.count <= limits.bytesMax else {
            throw JSONError(.tooLong(bytesMax: limits.bytesMax), at: limits.bytesMax)
        }
        cursor.skipSpace()
        if bytes.count - cursor.position >= 3, bytes[cursor.position] == 0xEF,
            bytes[cursor.position + 1] == 0xBB, bytes[cursor.position + 2] == 0xBF
        {
            throw JSONError(.byteOrderMark, at: cursor.position)
        }
        if objectOnly {
            guard try cursor.peek(.object) == UInt8(ascii: "{") else { throw cursor.unexpected(.object) }
        }
        try readValue()
        cursor.skipSpace()
        guard cursor.position == bytes.count else { throw JSONError(.trailingText, at: cursor.position) }
    }

    /// Reads a value with all that is nested in it.
    private mutating func readValue() throws(JSONError) {
        var mayEndArray = false
        repeat {
            let expected: JSONError.Expectation = mayEndArray ? .valueOrBracket : .value
            mayEndArray = false
            switch try cursor.peek(expected) {
            case UInt8(ascii: "\""):
                let token = try cursor.scanString()
                sink.string(token, in: cursor.bytes)
            case UInt8(ascii: "{"):
                try enter(object: true)
                if try cursor.peek(.nameOrBrace) == UInt8(ascii: "}") { break }
                try readName(.nameOrBrace)
                continue
            case UInt8(ascii: "["):
                try enter(object: false)
                if try cursor.peek(.valueOrBracket) == UInt8(ascii: "]") { break }
                mayEndArray = true
                continue
            case UInt8(ascii: "-"), 0x30...0x39:
                let start = cursor.position
                try cursor.scanNumber()
                sink.number(UnsafeBufferPointer(rebasing: cursor.bytes[start..<cursor.position]))
            case UInt8(ascii: "t"):
                try cursor.scanLiteral("true")
                sink.bool(true)
            case UInt8(ascii: "f"):
                try cursor.scanLiteral("false")
                sink.bool(false)
            case UInt8(ascii: "n"):
                try cursor.scanLiteral("null")
                sink.null()
            default: throw cursor.unexpected(expected)
            }
            try leaveEnded()
        } while nesting.depth > 0
    }

    private mutating func enter(object: Bool) throws(JSONError) {
        guard nesting.depth < limits.depthMax else {
            throw JSONError(.tooDeep(depthMax: limits.depthMax), at: cursor.position)
        }
        nesting.push(object)
        if object { sink.beginObject() } else { sink.beginArray() }
        cursor.position += 1
        cursor.skipSpace()
    }

    /// After a value: closes what ends here and goes to the next value, if there is one.
    private mutating func leaveEnded() throws(JSONError) {
        while nesting.depth > 0 {
            cursor.skipSpace()
            let inObject = nesting.isObject
            let expected: JSONError.Expectation = inObject ? .commaOrBrace : .commaOrBracket
            switch try cursor.peek(expected) {
            case UInt8(ascii: ","):
                cursor.position += 1
                cursor.skipSpace()
                if inObject { try readName(.name) }
                return
            case inObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
                cursor.position += 1
                nesting.pop()
                sink.endContainer()
            default: throw cursor.unexpected(expected)
            }
        }
    }

    private mutating func readName(_ expected: JSONError.Expectation) throws(JSONError) {
        guard try cursor.peek(expected) == UInt8(ascii: "\"") else { throw cursor.unexpected(expected) }
        let token = try cursor.scanString()
        sink.name(token, in: cursor.bytes)
        cursor.skipSpace()
        guard try cursor.peek(.colon) == UInt8(ascii: ":") else { throw cursor.unexpected(.colon) }
        cursor.position += 1
        cursor.skipSpace()
    }
}

/// Which open containers are objects: a stack of bits that needs no memory of its own up to 64 levels.
struct Nesting {
    private(set) var depth = 0
    private var top: UInt64 = 0
    private var below: [UInt64] = []

    /// Whether the innermost container is an object.
    var isObject: Bool { top & 1 == 1 }

    mutating func push(_ isObject: Bool) {
        if depth > 0, depth % 64 == 0 { below.append(top) }
        top = top << 1 | (isObject ? 1 : 0)
        depth += 1
    }

    mutating func pop() {
        top >>= 1
        depth -= 1
        if depth > 0, depth % 64 == 0, let word = below.popLast() { top = word }
    }
}
