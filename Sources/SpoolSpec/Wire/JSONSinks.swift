/// What is made of a text as the grammar recognises it; by default of each part nothing.
protocol JSONSink {
    mutating func beginObject()
    mutating func beginArray()
    mutating func endContainer()
    mutating func name(_ token: JSONCursor.StringToken, in bytes: UnsafeBufferPointer<UInt8>)
    mutating func string(_ token: JSONCursor.StringToken, in bytes: UnsafeBufferPointer<UInt8>)
    mutating func number(_ bytes: UnsafeBufferPointer<UInt8>)
    mutating func bool(_ value: Bool)
    mutating func null()
}

extension JSONSink {
    mutating func beginObject() {}
    mutating func beginArray() {}
    mutating func endContainer() {}
    mutating func name(_ token: JSONCursor.StringToken, in bytes: UnsafeBufferPointer<UInt8>) {}
    mutating func string(_ token: JSONCursor.StringToken, in bytes: UnsafeBufferPointer<UInt8>) {}
    mutating func number(_ bytes: UnsafeBufferPointer<UInt8>) {}
    mutating func bool(_ value: Bool) {}
    mutating func null() {}
}

/// Makes nothing of a text: for checking it.
struct NoSink: JSONSink {}

/// Makes a `JSONValue` of a text.
struct TreeSink: JSONSink {
    /// A container that is being filled; only one of the two lists is.
    private struct Container {
        var isObject: Bool
        var name = ""
        var members: [(name: String, value: JSONValue)] = []
        var items: [JSONValue] = []
    }

    /// At first the text itself, as if it were an array of one item.
    private var current = Container(isObject: false)
    private var outer: [Container] = []
    /// How many containers are open beyond the depth that is built.
    private var cutLevels = 0

    /// The value, once the text has been read to its end.
    var result: JSONValue { current.items.first ?? .null }

    mutating func beginObject() { begin(Container(isObject: true)) }

    mutating func beginArray() { begin(Container(isObject: false)) }

    private mutating func begin(_ container: Container) {
        guard outer.count < JSONLimits.builtDepthMax else {
            cutLevels += 1
            return
        }
        outer.append(current)
        current = container
        // An event has seven members: room for them at once, where nothing multiplies it.
        if container.isObject, outer.count == 1 { current.members.reserveCapacity(8) }
    }

    mutating func endContainer() {
        guard cutLevels == 0 else {
            cutLevels -= 1
            add(.null)
            return
        }
        guard !outer.isEmpty else { return }
        let value: JSONValue =
            current.isObject ? .object(JSONObject(members: current.members)) : .array(current.items)
        // Moved, not bound to a name first: a second holder would make the next append copy the whole list.
        current = outer.removeLast()
        add(value)
    }

    mutating func name(_ token: JSONCursor.StringToken, in bytes: UnsafeBufferPointer<UInt8>) {
        guard cutLevels == 0 else { return }
        current.name = token.text(in: bytes)
    }

    mutating func string(_ token: JSONCursor.StringToken, in bytes: UnsafeBufferPointer<UInt8>) {
        add(.string(token.text(in: bytes)))
    }

    mutating func number(_ bytes: UnsafeBufferPointer<UInt8>) {
        add(.number(JSONNumber(checked: String(decoding: bytes, as: UTF8.self))))
    }

    mutating func bool(_ value: Bool) { add(.bool(value)) }

    mutating func null() { add(.null) }

    private mutating func add(_ value: @autoclosure () -> JSONValue) {
        guard cutLevels == 0 else { return }
        if current.isObject {
            current.members.append((name: current.name, value: value()))
        } else {
            current.items.append(value())
        }
    }
}
