package import SpoolSpec

/// A report in JSON as it was read again, to be laid beside others.
package struct ComparedReport: Hashable, Sendable {
    /// What a report says of one clause.
    package struct Entry: Hashable, Sendable {
        package let verdict: Verdict
        /// Why it did not simply pass.
        package let evidence: String?
        /// The command that shows it again.
        package let replay: String?
        /// Schedules that show how it came to that.
        package let schedules: [Interleaving]
    }

    /// Who was judged.
    package let recorder: JudgedRecorder
    /// By clause; ids that the ledger does not have are left out.
    package let entries: [ClauseID: Entry]

    /// Reads a report.
    ///
    /// - Throws: `ReportError`, where the bytes are no report of version 1.
    package init(json bytes: [UInt8]) throws(ReportError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(bytes)
        } catch { throw ReportError("it is no JSON: \(error)") }
        guard let clauses = value["clauses"]?.array, let recorder = value["recorder"] else {
            throw ReportError("it is no report of spool-check")
        }
        guard value["format"]?.integer == 1 else { throw ReportError("it is no report of format 1") }
        var entries: [ClauseID: Entry] = [:]
        for clause in clauses {
            guard let id = clause["id"]?.text, let word = clause["verdict"]?.text,
                let verdict = Verdict(rawValue: word)
            else { throw ReportError("a clause of it has no id or no verdict that is known") }
            if ClauseLedger[ClauseID(id)] == nil { continue }
            entries[ClauseID(id)] = Entry(
                verdict: verdict, evidence: clause["evidence"]?.text, replay: clause["replay"]?.text,
                schedules: clause["schedules"]?.array?.compactMap(Interleaving.init(json:)) ?? [])
        }
        self.recorder = JudgedRecorder(
            name: recorder["name"]?.text, version: recorder["version"]?.text,
            language: recorder["language"]?.text,
            command: recorder["command"]?.array?.compactMap(\.text) ?? [])
        self.entries = entries
    }

    /// How often each verdict was given.
    func count(_ verdict: Verdict) -> Int { entries.values.count { $0.verdict == verdict } }
}

/// Why a file is no report.
package struct ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason, to follow the file's name.
    package let description: String

    init(_ description: String) { self.description = description }
}
