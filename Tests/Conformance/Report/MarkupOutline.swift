/// Reads XML and HTML as strictly as a test must: every tag closed, every attribute quoted, every `&` an entity.
struct MarkupOutline {
    /// The elements in the order in which they begin, with their attributes.
    private(set) var elements: [(name: String, attributes: [String: String])] = []
    /// What is wrong; empty for a well-formed document.
    private(set) var faults: [String] = []
    /// The text between the tags, entities as they stand.
    private(set) var text = ""

    private static let voids: Set<String> = ["meta", "br", "link", "hr"]
    private static let entities: Set<String> = ["amp", "lt", "gt", "quot", "#39"]

    init(_ document: String) {
        var open: [String] = []
        var rest = document[...]
        while let start = rest.firstIndex(of: "<") {
            take(text: rest[..<start], inside: open.last)
            guard let end = rest[start...].firstIndex(of: ">") else {
                faults.append("a tag without an end: \(rest[start...].prefix(40))")
                return
            }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("!") || tag.hasPrefix("?") { continue }
            if tag.hasPrefix("/") {
                let name = String(tag.dropFirst())
                if open.popLast() != name { faults.append("</\(name)> closes nothing") }
                continue
            }
            let isClosed = tag.hasSuffix("/")
            let name = String(tag.prefix { $0 != " " && $0 != "/" })
            elements.append((name, attributes(tag.dropFirst(name.count), of: name)))
            if !isClosed && !Self.voids.contains(name) { open.append(name) }
        }
        take(text: rest, inside: open.last)
        faults += open.map { "<\($0)> is never closed" }
    }

    /// The values of an attribute, wherever it stands.
    func values(of attribute: String) -> [String] { elements.compactMap { $0.attributes[attribute] } }

    /// How many elements of that name there are.
    func count(_ name: String) -> Int { elements.count { $0.name == name } }

    private mutating func take(text piece: Substring, inside element: String?) {
        if element != "style" { check(piece) }
        text += piece
    }

    private mutating func check(_ piece: Substring) {
        if piece.contains(">") { faults.append("a stray > in: \(piece.prefix(60))") }
        for part in piece.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            let entity = String(part.prefix { $0 != ";" })
            if !Self.entities.contains(entity) { faults.append("no entity: &\(part.prefix(20))") }
        }
        if piece.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" && $0 != "\t" }) {
            faults.append("a control character")
        }
    }

    private mutating func attributes(_ text: Substring, of element: String) -> [String: String] {
        var found: [String: String] = [:]
        var rest = text
        while true {
            rest = rest.drop { $0 == " " || $0 == "/" }
            if rest.isEmpty { return found }
            let name = String(rest.prefix { $0 != "=" && $0 != " " })
            rest = rest.dropFirst(name.count)
            guard rest.hasPrefix("=\"") else {
                faults.append("<\(element)> has \(name) without quotes")
                return found
            }
            rest = rest.dropFirst(2)
            let value = String(rest.prefix { $0 != "\"" })
            check(value[...])
            if found.updateValue(value, forKey: name) != nil {
                faults.append("<\(element)> has \(name) twice")
            }
            rest = rest.dropFirst(value.count + 1)
        }
    }
}
