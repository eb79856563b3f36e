internal import SpoolSpec

/// A request's parameters as one JSON text, with variables in the place of secrets.
enum JSONBody {
    /// The text in parts. A variable stands for a whole JSON value, so its name ends with `_JSON`: a text needs its
    /// quotes in it.
    ///
    /// - Parameters:
    ///   - names: what secrets are called; `nil` where nothing is hidden.
    ///   - variables: those that are taken; the new ones are added.
    static func parts(
        _ object: JSONObject, _ names: SecretNames?, _ variables: inout SecretVariables
    ) -> [ShellPart] {
        var writer = Writer(names: names, variables: variables)
        writer.write(.object(object))
        variables = writer.variables
        return writer.finished
    }

    private struct Writer {
        let names: SecretNames?
        var variables: SecretVariables
        private var parts: [ShellPart] = []
        private var text = ""

        init(names: SecretNames?, variables: SecretVariables) {
            self.names = names
            self.variables = variables
        }

        var finished: [ShellPart] { text.isEmpty ? parts : parts + [.text(text)] }

        mutating func write(_ value: JSONValue) {
            guard let names, names.areIn(value) else {
                text += value.terminalText
                return
            }
            switch value {
            case .array(let items):
                text += "["
                for (index, item) in items.enumerated() {
                    if index > 0 { text += "," }
                    write(item)
                }
                text += "]"
            case .object(let object):
                text += "{"
                for (index, member) in object.members.enumerated() {
                    if index > 0 { text += "," }
                    text += JSONValue.string(member.name).terminalText + ":"
                    guard names.match(member.name), !member.value.isNull else {
                        write(member.value)
                        continue
                    }
                    parts += [.text(text), variables.variable(for: member.name, suffix: "_JSON")]
                    text = ""
                }
                text += "}"
            case .null, .bool, .number, .string: text += value.terminalText
            }
        }
    }
}
