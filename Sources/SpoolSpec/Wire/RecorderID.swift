/// What a recording is called: one or more ASCII digits (NAME-1).
///
/// An id is text, not a number: `7` and `007` are two recordings (NAME-3), and one of 26 digits fits no
/// integer. Ids are equal when their bytes are, and sorted by their bytes too, so `10` comes before `9`.
public struct RecorderID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The digits, as they stand in the file's name.
    public let text: String

    /// Takes a text that is all ASCII digits; `nil` for every other one.
    public init?(_ text: String) {
        self.init(utf8: text.utf8)
    }

    /// Takes bytes that are all ASCII digits; `nil` for all others.
    public init?(utf8 bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    private init(digits: String) { text = digits }

    /// The id of a recording whose lock the given process holds: its PID in decimal (NAME-2).
    public static func process(_ pid: Int32) -> RecorderID {
        RecorderID(digits: String(pid.magnitude))
    }

    /// The digits.
    public var description: String { text }

    /// Byte order, in agreement with `==`.
    public static func < (left: RecorderID, right: RecorderID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
