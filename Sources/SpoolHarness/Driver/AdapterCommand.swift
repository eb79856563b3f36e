internal import SpoolSystem

/// How an adapter is started: an argument vector, no shell.
package struct AdapterCommand: Hashable, Sendable, CustomStringConvertible {
    /// The program and its arguments; a program without a slash is looked for in `PATH`.
    package let arguments: [String]

    package init(_ arguments: [String]) { self.arguments = arguments }

    /// The command as a shell would take it.
    package var description: String {
        arguments.map(Self.quoted).joined(separator: " ")
    }

    /// The reference recorder's adapter: `spool-recorder adapter`, beside the running program.
    ///
    /// - Parameter path: the executable, where it stands elsewhere.
    /// - Throws: an interruption that says where it was looked for.
    package static func reference(at path: String? = nil) throws(Interruption) -> AdapterCommand {
        let executable: String
        if let path { executable = path } else { executable = try Siblings.path(of: "spool-recorder") }
        guard (try? FileSystem.status(executable)) != nil else {
            throw .environment(
                """
                the reference recorder is not there: no file \(executable); build it with \
                `swift build --product spool-recorder`
                """)
        }
        return AdapterCommand([executable, "adapter"])
    }

    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
                UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "+"),
                UInt8(ascii: "@"), UInt8(ascii: "%"):
                true
            default: false
            }
        }
        if plain && !word.isEmpty { return word }
        // What cannot be shown as it is: `$'…'`, which bash, zsh and ksh turn into the same bytes.
        if !PrintableText.shown(word).utf8.elementsEqual(word.utf8) { return "$'\(escaped(word))'" }
        let pieces = word.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + pieces.joined(separator: "'\\''") + "'"
    }

    private static func escaped(_ word: String) -> String {
        var text = ""
        for scalar in word.unicodeScalars {
            let character = String(Character(scalar))
            if scalar == "'" || scalar == "\\" {
                text += "\\" + character
            } else if scalar == "\n" {
                text += "\\n"
            } else if PrintableText.shown(character).utf8.elementsEqual(character.utf8) {
                text += character
            } else {
                for byte in character.keptBytes {
                    text += "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
                }
            }
        }
        return text
    }
}

/// Programs of this package that stand beside the running one.
package enum Siblings {
    /// The absolute path of the running program.
    package static func ownPath() throws(Interruption) -> String {
        do throws(Errno) {
            return try FileSystem.linkTarget("/proc/self/exe")
        } catch {
            throw .environment(
                "the program could not find itself by /proc/self/exe: \(error); is /proc mounted here?")
        }
    }

    /// The path that a product has when it was built together with the running program.
    package static func path(of product: String) throws(Interruption) -> String {
        path(of: product, beside: try ownPath())
    }

    /// The path that a product has when it was built together with another program.
    package static func path(of product: String, beside program: String) -> String {
        guard let slash = program.lastIndex(of: "/") else { return product }
        return program[...slash] + product
    }
}
