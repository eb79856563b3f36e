import Glibc
import SpoolHarness
import Testing

/// What somebody has of a page who sees little of it or nothing.
@Suite struct AccessiblePageTests {
    private func page() throws -> String {
        let html = HTMLReporter(recorder: SampleRun.recorder, replay: SampleRun.replay)
        return SampleRun.report(html, try SampleRun.events())
    }

    @Test func `each article has a name, its clause's`() throws {
        let articles = MarkupOutline(try page()).elements.filter { $0.name == "article" }
        #expect(articles.count == 5)
        #expect(articles.allSatisfy { $0.attributes["aria-label"] == $0.attributes["id"] })
    }

    /// 4.5 to 1 is what WCAG 2 asks of text of a usual size, and how it reckons.
    @Test(arguments: [false, true])
    func `text stands out from what is behind it, on a light page and on a dark one`(isDark: Bool) throws {
        let colours = try Self.colours(in: try page(), isDark: isDark)
        var pairs = ["pass", "fail", "warn", "skip", "unknown"].map { ($0, "\($0)-back") }
        for text in ["text", "dim", "link"] { pairs += [(text, "back"), (text, "raised")] }
        // A step in which a schedule breaks, and a label in its chart.
        pairs += [("text", "fail-back"), ("text", "warn-back"), ("warn", "back")]
        for (text, back) in pairs {
            let contrast = try Self.contrast(#require(colours[text]), #require(colours[back]))
            #expect(contrast >= 4.5, "\(text) on \(back)")
        }
    }

    /// The style's variables, `--name: #rrggbb`; what the dark page does not say anew is as on the light one.
    private static func colours(in page: String, isDark: Bool) throws -> [String: Int] {
        let style = page.split(separator: "</style>")[0].split(separator: "prefers-color-scheme: dark")
        try #require(style.count == 2)
        var colours: [String: Int] = [:]
        for part in style.prefix(isDark ? 2 : 1) {
            for match in part.matches(of: /--([a-z-]+): #([0-9a-f]{6});/) {
                colours[String(match.1)] = Int(match.2, radix: 16)
            }
        }
        return colours
    }

    private static func contrast(_ one: Int, _ other: Int) -> Double {
        let lights = [luminance(one), luminance(other)].sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    private static func luminance(_ colour: Int) -> Double {
        func linear(_ shift: Int) -> Double {
            let value = Double((colour >> shift) & 0xFF) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
    }
}
