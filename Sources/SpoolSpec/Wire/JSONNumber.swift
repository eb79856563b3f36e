/// A JSON number as it was written, compared by what it means.
///
/// Nothing is rounded: `1`, `1.0` and `10e-1` are equal, `9007199254740993` and `9007199254740992` are not,
/// and a number of a thousand digits is written out as it came in.
public struct JSONNumber: Sendable {
    /// The number as JSON text.
    public let lexeme: String

    /// Takes a text that is a JSON number to its last byte; `nil` for every other one.
    public init?(lexeme: String) {
        guard JSONCursor.isNumber(lexeme) else { return nil }
        self.lexeme = lexeme
    }

    /// A whole number.
    public init(_ value: some BinaryInteger) { lexeme = String(value) }

    /// The shortest text that reads back as this number; `nil` for an infinity or a NaN, which JSON cannot say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        lexeme = value.description
    }

    /// What the reader has already checked.
    init(checked lexeme: String) { self.lexeme = lexeme }

    /// The value, if it has no fraction and fits: `1.0` and `10e-1` are 1.
    public var integer: Int64? { Int64(lexeme) ?? DecimalForm(lexeme).integer }

    /// The nearest `Double`, an infinity for what is beyond its range.
    public var double: Double { Double(lexeme) ?? .nan }

    /// Whether it is zero, however that is written: `-0`, `0.0`, `0e9`.
    public var isZero: Bool {
        lexeme.withBytes { bytes in
            for byte in bytes {
                if byte | 0x20 == UInt8(ascii: "e") { break }
                if byte &- 0x31 < 9 { return false }
            }
            return true
        }
    }
}

extension JSONNumber: Hashable {
    /// Equal in value.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        left.lexeme.isSameText(as: right.lexeme) || DecimalForm(left.lexeme) == DecimalForm(right.lexeme)
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(DecimalForm(lexeme)) }
}

extension JSONNumber: CustomStringConvertible {
    /// The number as JSON text.
    public var description: String { lexeme }
}

/// A number as ±digits × 10^exponent, with no zero at either end of the digits: one form for each value.
///
/// An exponent beyond ±10^17 is taken for ±10^17: two numbers that are equal but for such exponents count as
/// equal, and nothing is ever multiplied out.
struct DecimalForm: Hashable {
    private(set) var isNegative = false
    private(set) var digits: [UInt8] = []
    private(set) var exponent = 0

    /// Reads a valid JSON number.
    init(_ lexeme: String) {
        var fractionDigits = 0
        var inFraction = false
        var inExponent = false
        var exponentIsNegative = false
        var written = 0
        for byte in lexeme.utf8 {
            switch byte {
            case UInt8(ascii: "-"): if inExponent { exponentIsNegative = true } else { isNegative = true }
            case UInt8(ascii: "."): inFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): inExponent = true
            case UInt8(ascii: "+"): break
            default:
                let digit = byte - 0x30
                if inExponent {
                    written = min(written * 10 + Int(digit), DecimalForm.exponentMax)
                } else {
                    if inFraction { fractionDigits += 1 }
                    if digit != 0 || !digits.isEmpty { digits.append(digit) }
                }
            }
        }
        exponent = (exponentIsNegative ? -written : written) - fractionDigits
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        exponent = max(-DecimalForm.exponentMax, min(exponent, DecimalForm.exponentMax))
        if digits.isEmpty {
            isNegative = false
            exponent = 0
        }
    }

    private static let exponentMax = 100_000_000_000_000_000

    /// The value, if it is whole and fits.
    var integer: Int64? {
        guard exponent >= 0, digits.count + exponent <= 19 else { return digits.isEmpty ? 0 : nil }
        var magnitude: UInt64 = 0
        for digit in digits { magnitude = magnitude * 10 + UInt64(digit) }
        for _ in 0..<exponent { magnitude *= 10 }
        return isNegative ? Int64(exactly: -Int128(magnitude)) : Int64(exactly: magnitude)
    }
}
