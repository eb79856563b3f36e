internal import SpoolCommandLine

/// What `spool-recorder record` takes on its command line.
enum RecordOptions {
    static let all = CommandOption.flag("--all", "reads too, not only POST, PUT and DELETE")
    static let method = CommandOption.value(
        "--method", "METHOD", choices: ["GET", "POST", "PUT", "DELETE"], repeatable: true,
        "only requests of this method; GET includes --all")
    static let path = CommandOption.value(
        "--path", "GLOB", repeatable: true,
        "only requests to such a path: * is anything but a slash, ** anything, ? one character")
    static let exclude = CommandOption.value(
        "--exclude", "GLOB", repeatable: true, "no requests to such a path")
    static let client = CommandOption.value(
        "--client", "ADDRESS", repeatable: true, "only requests from this address; * and ? as in paths")
    static let count = CommandOption.value("--count", "N", "end after N requests")
    static let seconds = CommandOption.value("--for", "SECONDS", "end after so many seconds")
    static let format = CommandOption.value(
        "--format", "FORMAT", choices: ["pvesh", "curl", "json", "ndjson", "http"],
        "how a request is shown; without it as a command for pvesh")
    static let output = CommandOption.value(
        "--output", short: "-o", "FILE",
        "write to a new file, for its owner alone: commands as a script for sh, which ends at the first that fails"
    )
    static let comments = CommandOption.flag(
        "--comments", "say time, user and client above each request, as on a terminal; in JSON the time")
    static let noComments = CommandOption.flag("--no-comments", "do not say them on a terminal either")
    static let hideSecrets = CommandOption.flag(
        "--hide-secrets", "mask passwords, tickets, tokens and keys; not in paths or under other names")
    static let raw = CommandOption.flag(
        "--raw", "show texts as the server passed them, also where it took bytes for characters")
    static let wait = CommandOption.value(
        "--wait", "WHEN", choices: ["on", "off"],
        "whether Ready is said only when every worker can know, a second after the start (default: on)")
    static let quiet = CommandOption.flag(
        "--quiet", short: "-q", "say nothing on standard error but errors")
    static let directory = CommandOption.value(
        "--directory", "DIR", "the spool (default: SPOOL_DIR, or /run/pve-api-record)")
    static let group = CommandOption.value(
        "--group", "GROUP", "the workers' group, by name or number (default: SPOOL_GROUP, or www-data)")

    static let definition = CommandDefinition(
        name: "spool-recorder record", version: PackageVersion.text, synopsis: "[OPTIONS] [USER]",
        summary: """
            Records the requests of a live server that USER makes (root@pam, say, and its API tokens), or \
            everybody's, and prints each as it happens, until Ctrl-C. A request is printed before the server \
            carries it out: one that it refuses looks the same.
            """,
        options: [
            all, method, path, exclude, client, count, seconds, format, output, comments, noComments,
            hideSecrets, raw, wait, quiet, directory, group,
        ],
        operands: .upTo(1),
        sections: [
            .init(
                "Examples",
                [
                    "spool-recorder record root@pam",
                    "spool-recorder record --path '/nodes/*/qemu/**' --hide-secrets -o steps.sh",
                    "spool-recorder record --format ndjson --for 60 | jq .event.path",
                ]),
            .init(
                "Environment",
                [
                    "SPOOL_DIR, SPOOL_GROUP  the spool and its group, where no option names them",
                    "NO_COLOR                no colours on a terminal either",
                    "PVE_TOKEN, PVE_HOST, PVE_PORT",
                    "                        where the printed commands for curl go, and as whom",
                ]),
            .init(
                "Exit status",
                [
                    "0  ended by Ctrl-C, SIGTERM, --count, --for, or the reader of the output",
                    "   going away",
                    "1  the recording could not be started, or was lost",
                    "64 wrong usage",
                ]),
        ])
}
