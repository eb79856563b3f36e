internal import SpoolSpec

/// The clauses of a report at a glance.
enum HTMLMatrix {
    /// How often each verdict was given, by profile.
    static func counts(_ verdicts: [ClauseVerdict]) -> [String] {
        var lines = [
            #"<table class="counts">"#, "<caption>Clauses by profile and verdict</caption>", "<thead>",
        ]
        let heads = Verdict.allCases.map { #"<th scope="col" class="number">\#($0.rawValue)</th>"# }
        lines += [#"<tr><th scope="col">profile</th>\#(heads.joined())</tr>"#, "</thead>", "<tbody>"]
        for profile in Profile.allCases {
            let counts = VerdictCounts(verdicts.filter { $0.clause.profile == profile })
            if counts.total == 0 { continue }
            let cells = Verdict.allCases.map { #"<td class="number">\#(counts[$0])</td>"# }
            lines.append(#"<tr><th scope="row">\#(profile.rawValue)</th>\#(cells.joined())</tr>"#)
        }
        return lines + ["</tbody>", "</table>"]
    }

    /// Each clause as a chip that leads to what is said of it: groups down, profiles across.
    static func clauses(_ verdicts: [ClauseVerdict]) -> [String] {
        var lines = [
            #"<table class="matrix">"#,
            "<caption>Clauses by group and profile; each leads to its text</caption>",
            "<thead>",
        ]
        let heads = Profile.allCases.map { #"<th scope="col">\#($0.rawValue)</th>"# }
        lines += [#"<tr><th scope="col">group</th>\#(heads.joined())</tr>"#, "</thead>", "<tbody>"]
        for group in ClauseLedger.groups {
            let own = verdicts.filter { $0.clause.id.group == group.name }
            if own.isEmpty { continue }
            let cells = Profile.allCases.map { profile in
                let chips = own.filter { $0.clause.profile == profile }.map(chip)
                return chips.isEmpty ? "<td></td>" : #"<td><ul class="chips">\#(chips.joined())</ul></td>"#
            }
            lines.append(#"<tr><th scope="row">\#(group.name)</th>\#(cells.joined())</tr>"#)
        }
        return lines + ["</tbody>", "</table>"]
    }

    private static func chip(_ verdict: ClauseVerdict) -> String {
        let id = verdict.clause.id
        let label = "\(id): \(verdict.verdict.rawValue)"
        return ##"<li><a class="chip \##(verdict.verdict.rawValue)" href="#\##(id)" "##
            + ##"aria-label="\##(label)" title="\##(label)">\##(id.number) "##
            + "\(HTMLPage.sign(verdict.verdict))</a></li>"
    }
}
