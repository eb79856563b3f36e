package import SpoolSpec
internal import SpoolSystem

/// Several recorders side by side, clause by clause.
package struct Comparison: Hashable, Sendable {
    /// What stands of one clause in each report; `nil` where a report does not have it.
    package struct Row: Hashable, Sendable {
        package let clause: Clause
        package let entries: [ComparedReport.Entry?]

        /// Whether those that were judged came out differently.
        package var differs: Bool {
            Set(entries.compactMap { $0?.verdict }.filter(\.isJudgement)).count > 1
        }
    }

    /// The reports in the order in which they were given.
    package let reports: [ComparedReport]

    /// Lays reports side by side.
    package init(_ reports: [ComparedReport]) { self.reports = reports }

    /// Every clause that at least one report has something to say of, in the ledger's order.
    package var rows: [Row] {
        ClauseLedger.all.compactMap { clause in
            let entries = reports.map { $0.entries[clause.id] }
            let isSilent = entries.allSatisfy { $0 == nil || $0?.verdict == .skip }
            return isSilent ? nil : Row(clause: clause, entries: entries)
        }
    }

    /// A name for each report that none of the others has, fit to be shown: it comes from a file.
    package var names: [String] {
        let titles = reports.map { PrintableText.shown($0.recorder.title) }
        return titles.enumerated().map { index, title in
            let isDoubled = titles.count { $0.utf8.elementsEqual(title.utf8) } > 1
            return isDoubled ? "\(title) [\(index + 1)]" : title
        }
    }

    /// What it comes to.
    package var sentence: String {
        let differing = rows.count(where: \.differs)
        let recorders = reports.count == 1 ? "1 recorder" : "\(reports.count) recorders"
        return "\(recorders), \(rows.count) clauses judged; \(differing) came out differently."
    }
}
