/// An event as it stands in an events file: checked to be one by the letter of RFC 8259, and read when asked for.
///
/// What only passes a line on, or asks for few of the events, need not build them all.
public struct WrittenEvent: Hashable, Sendable {
    /// Its JSON object, in UTF-8. It shares the memory of the piece of the file in which it was found.
    public let bytes: ArraySlice<UInt8>
    private let limits: JSONLimits

    init(checked bytes: ArraySlice<UInt8>, _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The event, read anew at each call.
    public var event: Event {
        bytes.withUnsafeBufferPointer { bytes in
            do throws(JSONError) {
                return Event(members: try JSONObject.parse(bytes, limits: limits))
            } catch {
                preconditionFailure("what was found to be an object is none: \(error)")
            }
        }
    }
}
