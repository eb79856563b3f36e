package import SpoolSpec

extension Unicode.Scalar {
    /// Whether a terminal might obey it, or hide it, instead of showing it.
    ///
    /// That is C0 and C1 controls and delete, what steers the direction of text and thus lets one thing look
    /// like another, and line and paragraph separators.
    var isUnshowable: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}

extension JSONValue {
    /// The value as compact JSON on one line, with an escape for every character that is not to be shown.
    ///
    /// It says the same value as `encoded()` does, but no text in it can move a terminal's cursor.
    package var terminalText: String {
        let json = String(decoding: encoded(), as: UTF8.self)
        var shown = String.UnicodeScalarView()
        // Outside of its texts JSON has no such character, so an escape may take the place of any.
        for scalar in json.unicodeScalars {
            guard scalar.isUnshowable else {
                shown.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                let padding = String(repeating: "0", count: 4 - digits.utf8.count)
                shown.append(contentsOf: "\\u\(padding)\(digits)".unicodeScalars)
            }
        }
        return String(shown)
    }
}

extension String {
    /// Bytes as text; each that is no part of a character in UTF-8 is spelled `\xNN`.
    static func showing(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        var rest = bytes
        while !rest.isEmpty {
            // A character takes four bytes at the most.
            let count = (1...Swift.min(4, rest.count)).first {
                String(validating: rest.prefix($0), as: UTF8.self) != nil
            }
            if let count {
                text += String(decoding: rest.prefix(count), as: UTF8.self)
                rest = rest.dropFirst(count)
            } else if let byte = rest.popFirst() {
                let digits = String(byte, radix: 16)
                text += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return text
    }
}
