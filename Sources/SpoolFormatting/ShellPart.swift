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

/// The variables in the place of secrets, each with a name of its own.
struct SecretVariables {
    private var taken: Set<String>

    /// No variable so far.
    init() {
        // What the lines use themselves, and names by which a shell finds its commands.
        taken = ["PVE_TOKEN", "PVE_HOST", "PVE_PORT", "NL", "UPLOAD_FILE", "PATH", "IFS", "HOME", "ENV"]
    }

    /// A variable that is named like a parameter: `PASSWORD` for `password`, `API_KEY_2` for a second `api-key`.
    ///
    /// - Parameter suffix: of the name, such as `_JSON`.
    mutating func variable(for parameter: String, suffix: String = "") -> ShellPart {
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
        return .variable(chosen)
    }
}
