internal import SpoolSystem

extension PrintableText {
    /// The text cut in the middle where it is longer than a person will read.
    static func shortened(_ text: String, to limit: Int) -> String {
        // Counting characters of a gigabyte takes long; its bytes are counted at once.
        guard text.utf8.count > limit else { return text }
        let half = limit / 2
        let head = String(decoding: text.utf8.prefix(half), as: UTF8.self)
        let tail = String(decoding: text.utf8.suffix(half), as: UTF8.self)
        return "\(head) … (\(text.utf8.count - 2 * half) bytes left out) … \(tail)"
    }

    /// The text in lines of at most a given width, broken at blanks; its own line feeds stay.
    package static func wrapped(_ text: String, width: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
            var lines: [String] = []
            var line = ""
            var count = 0
            for word in paragraph.split(separator: " ") {
                let length = word.count
                if count > 0 && count + 1 + length > width {
                    lines.append(line)
                    line = ""
                    count = 0
                }
                line += count == 0 ? String(word) : " \(word)"
                count += count == 0 ? length : length + 1
            }
            return lines + [line]
        }
    }
}
