extension JSONValue {
    /// Reads one JSON value by the letter of RFC 8259: no byte order mark, no bad UTF-8, no comma too many.
    ///
    /// A `\u` escape of a lone surrogate becomes U+FFFD; nothing else is changed or lost.
    ///
    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - limits: how long and how deep it may be.
    /// - Throws: `JSONError`, with the byte at which the fault shows.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .line
    ) throws(JSONError) -> JSONValue {
        var grammar = JSONGrammar(bytes, limits: limits, sink: TreeSink())
        try grammar.readText(objectOnly: false)
        return grammar.sink.result
    }

    /// Reads one JSON value by the letter of RFC 8259.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = .line) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in try parse(buffer, limits: limits) }
    }

    /// Reads one JSON value by the letter of RFC 8259.
    public static func parse(_ text: String, limits: JSONLimits = .line) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    /// Checks what `parse` checks, building nothing.
    public static func validate(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .line
    ) throws(JSONError) {
        var grammar = JSONGrammar(bytes, limits: limits, sink: NoSink())
        try grammar.readText(objectOnly: false)
    }

    /// Checks what `parse` checks, building nothing.
    public static func validate(_ bytes: [UInt8], limits: JSONLimits = .line) throws(JSONError) {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in try validate(buffer, limits: limits) }
    }
}

extension JSONObject {
    /// Reads one JSON object, as `JSONValue.parse` does; another value is an error.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .line
    ) throws(JSONError) -> JSONObject {
        var grammar = JSONGrammar(bytes, limits: limits, sink: TreeSink())
        try grammar.readText(objectOnly: true)
        return grammar.sink.result.object ?? JSONObject()
    }

    /// Reads one JSON object, as `JSONValue.parse` does; another value is an error.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = .line) throws(JSONError) -> JSONObject {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in try parse(buffer, limits: limits) }
    }

    /// Checks that the text is one JSON object, building nothing.
    public static func validate(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .line
    ) throws(JSONError) {
        var grammar = JSONGrammar(bytes, limits: limits, sink: NoSink())
        try grammar.readText(objectOnly: true)
    }

    /// Checks that the text is one JSON object, building nothing.
    public static func validate(_ bytes: [UInt8], limits: JSONLimits = .line) throws(JSONError) {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in try validate(buffer, limits: limits) }
    }
}
