/// What begins a script of recorded commands.
package enum ScriptHead {
    /// The first lines: the shell, an end at the first command that fails, and the variables that the commands need,
    /// each of which ends the script before its first command where it is not set.
    ///
    /// - Parameters:
    ///   - format: of the commands.
    ///   - begun: when the recording began.
    ///   - variables: those in the place of what is not shown.
    package static func text(
        _ format: EventFormat, begun: Moment, _ variables: [SecretVariables.Named]
    ) -> String {
        var lines = [
            "#!/bin/sh", "# Requests that spool-recorder recorded from \(begun.localText) on.", "set -e",
        ]
        if format == .curl {
            lines += [
                #": "${PVE_TOKEN:?an API token, as in alice@pam!name=secret}""#,
                #": "${PVE_HOST:=localhost}" "${PVE_PORT:=8006}""#,
                "# Without this curl takes an answer that says no for a success.",
                #"curl() { command curl --fail --silent --show-error "$@"; }"#,
            ]
        }
        lines += variables.map { #": "${\#($0.name):?\#($0.meaning)}""# }
        return lines.joined(separator: "\n") + "\n\n"
    }
}
