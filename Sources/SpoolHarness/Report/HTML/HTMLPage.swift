internal import SpoolSpec

/// A page that needs nothing but itself: no script, no font, no picture from elsewhere.
enum HTMLPage {
    /// The whole document.
    ///
    /// - Parameters:
    ///   - title: plain text.
    ///   - body: lines of HTML, from the first heading on.
    ///   - style: what it needs besides every page's style.
    static func document(title: String, body: [String], style ownStyle: String = "") -> String {
        let lines =
            [
                "<!DOCTYPE html>", #"<html lang="en">"#, "<head>", #"<meta charset="utf-8">"#,
                #"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
                #"<meta name="color-scheme" content="light dark">"#,
                "<title>\(Markup.escaped(title))</title>", "<style>", style + ownStyle, "</style>", "</head>",
                "<body>",
            ] + body + ["</body>", "</html>"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The beginning of what is said of a clause, to which links lead; its name tells it in a list of articles.
    static func article(_ clause: ClauseID, _ kind: String? = nil) -> String {
        let style = kind.map { #" class="\#($0)""# } ?? ""
        return #"<article\#(style) id="\#(clause)" aria-label="\#(clause)">"#
    }

    /// A verdict as a word with a sign before it, so that nobody depends on a colour.
    static func badge(_ verdict: Verdict) -> String {
        #"<span class="badge \#(verdict.rawValue)"><span aria-hidden="true">\#(sign(verdict))</span> "#
            + "\(verdict.rawValue)</span>"
    }

    /// A sign for a verdict.
    static func sign(_ verdict: Verdict) -> String {
        switch verdict {
        case .pass: "✓"
        case .fail: "✗"
        case .warn: "!"
        case .skip: "–"
        case .unknown: "?"
        }
    }

    private static let style = """
        :root { color-scheme: light dark; --text: #1d2430; --dim: #5a6473; --back: #ffffff; --raised: #f4f6f9;
          --line: #d5dbe3; --link: #0b5cad; --pass: #116a34; --pass-back: #dff5e6; --fail: #a5121f;
          --fail-back: #fde4e5; --warn: #7a4d00; --warn-back: #fff0cf; --skip: #4a5563; --skip-back: #e9edf2;
          --unknown: #6a2c91; --unknown-back: #f3e5fb; }
        @media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --dim: #9aa5b4; --back: #12161c;
          --raised: #1b212a; --line: #323b47; --link: #7db8f5; --pass: #7fdca0; --pass-back: #14351f;
          --fail: #ff9aa2; --fail-back: #481b20; --warn: #f5c76a; --warn-back: #40300c; --skip: #b3bdc9;
          --skip-back: #29313b; --unknown: #d9a8f2; --unknown-back: #381f47; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
        body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--back);
          color: var(--text); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
        h2 { font-size: 1.25rem; margin: 2.5rem 0 .8rem; }
        h3 { font-size: 1rem; margin: 0 0 .4rem; display: flex; flex-wrap: wrap; gap: .3rem .6rem;
          align-items: baseline; }
        h3 small, .dim { color: var(--dim); font-weight: normal; font-size: .875rem; }
        p { margin: 0 0 .6rem; } a { color: var(--link); }
        code, pre, .mono { font: .875em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
        pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        code { overflow-wrap: anywhere; }
        .command { display: block; padding: .5rem .7rem; background: var(--raised); border-radius: .3rem;
          border: 1px solid var(--line); }
        .outcome { font-size: 1.1rem; font-weight: 600; padding: .7rem 1rem; border-radius: .4rem;
          margin: 1rem 0; border-left: .35rem solid; }
        .badge, .chip { border-radius: .3rem; padding: .05rem .45rem; font-size: .875rem; font-weight: 600;
          white-space: nowrap; }
        .pass { color: var(--pass); background: var(--pass-back); }
        .fail { color: var(--fail); background: var(--fail-back); }
        .warn { color: var(--warn); background: var(--warn-back); }
        .skip { color: var(--skip); background: var(--skip-back); }
        .unknown { color: var(--unknown); background: var(--unknown-back); }
        .chips { display: flex; flex-wrap: wrap; gap: .3rem; margin: 0; padding: 0; list-style: none; }
        .chip { display: inline-block; text-decoration: none; min-width: 2.7rem; text-align: center;
          padding: .2rem .4rem; }
        .chip:hover, .chip:focus-visible { outline: 2px solid currentColor; }
        .wide { overflow-x: auto; margin: 0 0 1.8rem; } .wide table { margin: 0; } .wide:focus-visible { outline: 2px solid var(--link); }
        table { border-collapse: collapse; width: 100%; margin: 0 0 1.8rem; }
        .compared { width: auto; min-width: 60%; } tr.differs { background: var(--raised); }
        .compared tbody th { position: sticky; left: 0; background: var(--back); }
        .compared .differs th { background: var(--raised); }
        .counts { table-layout: fixed; max-width: 40rem; }
        caption { text-align: left; color: var(--dim); padding-bottom: .4rem; font-size: .875rem; }
        th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left;
          vertical-align: top; }
        th { font-weight: 600; overflow-wrap: normal; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        article { border: 1px solid var(--line); border-radius: .4rem; padding: .8rem 1rem; margin: 0 0 .8rem; }
        article > :last-child { margin-bottom: 0; }
        article:target { outline: 2px solid var(--link); }
        article.finding { border-left: .35rem solid var(--fail); }
        article.finding.warned { border-left-color: var(--warn); }
        article.finding.open { border-left-color: var(--unknown); }
        dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; margin: 0 0 .8rem;
          padding: .6rem .8rem; background: var(--raised); border-radius: .3rem; }
        dt { color: var(--dim); font-size: .875rem; } dd { margin: 0; }
        figure { margin: 0 0 .8rem; } figcaption { font-weight: 600; font-size: .875rem; margin-bottom: .3rem; }
        figure .wide { margin-bottom: .4rem; } summary { color: var(--link); cursor: pointer; font-size: .875rem; }
        .steps { width: auto; } .steps th, .steps td { padding: .15rem .5rem; font-size: .8125rem; }
        .steps td { font: .8125rem/1.4 ui-monospace, "DejaVu Sans Mono", monospace; }
        tr.decisive { background: var(--fail-back); }
        .chart { display: block; }
        .chart text { fill: var(--text); font: 11px ui-monospace, "DejaVu Sans Mono", monospace;
          text-anchor: middle; }
        .chart .head { font-weight: 700; } .chart .number { fill: var(--dim); text-anchor: end; }
        .chart .label { fill: var(--warn); paint-order: stroke; stroke: var(--back); stroke-width: 5px; }
        .chart .life { stroke: var(--line); } .chart path { fill: none; stroke: var(--dim); }
        .chart .interrupts { stroke: var(--warn); stroke-width: 1.5px; }
        .chart .standing { stroke: var(--warn); stroke-width: 3px; stroke-dasharray: 3 3; }
        .chart .call { fill: var(--raised); stroke: var(--dim); }
        .chart .stopped { fill: var(--warn-back); stroke: var(--warn); stroke-width: 1.5px; }
        .chart .decisive { fill: var(--fail-back); stroke: var(--fail); stroke-width: 2px; }
        @media (max-width: 34rem) { body { padding: 1rem .75rem 3rem; } h1 { font-size: 1.4rem; }
          th, td { padding: .35rem .3rem; } dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
          dd { margin-bottom: .4rem; } .matrix tbody th { width: 4.6rem; font-size: .8125rem; }
          .chip { min-width: 2.3rem; padding: .2rem .25rem; } .counts { table-layout: auto; }
          .counts th, .counts td, .compared th, .compared td { font-size: .8125rem; } }
        @media print { article { break-inside: avoid; } .chip, .badge { border: 1px solid; } }
        """
}
