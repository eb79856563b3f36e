package import SpoolSpec

extension Event {
    /// The event as it was meant, where the server passed bytes on as if each were a character.
    ///
    /// The published server does so with paths, users and the names of a form's parameters: `jörg` arrives as `jÃ¶rg`. Where every
    /// character of such a text is at most U+00FF, and these numbers, taken for bytes, are UTF-8, that is what was sent.
    package var withTextDecoded: Event {
        Event(
            members: JSONObject(
                members: members.members.map { name, value in
                    switch (name, value) {
                    case ("path", .string(let text)), ("userid", .string(let text)):
                        (name, .string(text.decodingBytes))
                    case ("params", .object(let object)):
                        (
                            name,
                            .object(
                                JSONObject(members: object.members.map { ($0.name.decodingBytes, $0.value) }))
                        )
                    default: (name, value)
                    }
                }))
    }
}

extension String {
    /// The text whose UTF-8 these characters are, or the text itself.
    var decodingBytes: String {
        // Nearly every text is ASCII, which is its own UTF-8.
        guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
        var bytes: [UInt8] = []
        for scalar in unicodeScalars {
            guard scalar.value <= 0xFF else { return self }
            bytes.append(UInt8(scalar.value))
        }
        return String(validating: bytes, as: UTF8.self) ?? self
    }
}
