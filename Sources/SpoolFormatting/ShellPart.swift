/// A part of one word of a command.
enum ShellPart: Hashable {
    /// A text that the word says.
    case text(String)
    /// A variable of the reader's shell, in the place of a text that is not shown.
    ///
    /// As long as it is not set, the shell says its name and does not run the command: nothing is ever sent that is not
    /// what the reader meant.
    case variable(String)
}

/// The variables in the place of what is not shown, each with a name of its own.
package struct SecretVariables: Sendable {
    /// A variable, and what its value has to be, in words without a character that a shell looks at.
    package struct Named: Hashable, Sendable {
        /// Its name.
        package let name: String
        /// What its value has to be.
        package let meaning: String
    }

    private var taken: Set<String>
    /// All so far, in the order in which they came up.
    package private(set) var named: [Named] = []

    /// No variable so far.
    package init() {
        // What the lines use themselves, and names by which a shell finds its commands.
        taken = ["PVE_TOKEN", "PVE_HOST", "PVE_PORT", "NL", "PATH", "IFS", "HOME", "ENV"]
    }

    /// A variable that is named like a parameter: `PASSWORD` for `password`, `API_KEY_2` for a second `api-key`.
    ///
    /// - Parameter suffix: of the name, such as `_JSON`.
    mutating func variable(for parameter: String, suffix: String = "") -> ShellPart {
        let shown = ShellLine.isPlain(parameter) ? " of \(parameter)" : ""
        return .variable(
            name(for: parameter, suffix, suffix.isEmpty ? "the value\(shown)" : "the value\(shown) as JSON"))
    }

    /// A variable for the path of a file that was uploaded.
    ///
    /// - Parameter file: the file's name, which a shell does not look into.
    mutating func upload(of file: String) -> Named {
        let meaning = "the path of \(file)"
        return Named(name: name(for: "upload-file", "", meaning), meaning: meaning)
    }

    private mutating func name(for parameter: String, _ suffix: String, _ meaning: String) -> String {
        var name = ""
        for scalar in parameter.unicodeScalars {
            switch scalar {
            case "a"..."z": name.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) - 0x20))
            case "A"..."Z", "0"..."9": name.unicodeScalars.append(scalar)
            default: name += "_"
            }
        }
        if name.unicodeScalars.first.map({ ("0"..."9").contains($0) }) ?? true { name = "_" + name }
        name += suffix
        var chosen = name
        var number = 2
        while !taken.insert(chosen).inserted {
            chosen = "\(name)_\(number)"
            number += 1
        }
        named.append(Named(name: chosen, meaning: meaning))
        return chosen
    }
}
