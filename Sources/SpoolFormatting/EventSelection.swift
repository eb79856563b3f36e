package import SpoolSpec

/// Which of the recorded requests are shown, beyond what the request in the spool asks for.
///
/// What is not named is not asked for; of several patterns one has to fit.
package struct EventSelection: Sendable {
    /// Methods, in capitals.
    package var methods: [String] = []
    /// Patterns of paths.
    package var paths: [Glob] = []
    /// Patterns of paths that are left out.
    package var excluded: [Glob] = []
    /// Patterns of clients' addresses.
    package var clients: [Glob] = []
    /// Users and methods, where the server may write a name in two ways; see ``Event/withTextDecoded``.
    package var filter: Filter?

    /// Everything.
    package init() {}

    /// Whether a request is shown. Its text is taken as it was meant, however it is shown.
    package func takes(_ event: Event) -> Bool {
        let event = event.withTextDecoded
        if let filter, !filter.matches(event) { return false }
        if !methods.isEmpty, !methods.contains(where: { $0.isSameText(as: event.method) }) { return false }
        let path = event.path.isEmpty ? "/" : event.path
        if !paths.isEmpty, !paths.contains(where: { $0.matches(path) }) { return false }
        if excluded.contains(where: { $0.matches(path) }) { return false }
        if clients.isEmpty { return true }
        let client = Self.plainAddress(event.members["client_ip"]?.text ?? "")
        return clients.contains { $0.matches(client) }
    }

    /// An IPv4 address as people write it: a server that listens on both kinds calls it `::ffff:192.0.2.7`.
    package static func plainAddress(_ address: String) -> String {
        let prefix = "::ffff:"
        let isMapped = address.utf8.starts(with: prefix.utf8) && address.utf8.contains(UInt8(ascii: "."))
        return isMapped ? String(address.dropFirst(prefix.count)) : address
    }
}
