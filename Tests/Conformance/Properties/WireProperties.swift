import SpoolHarness
import SpoolSpec
import Testing

@Suite struct `Whatever is drawn, on the wire` {
    @Test func `EVENT-2 what is written is read back`() throws {
        try PropertyRun.check("event-round-trip", points: ["nested": 10, "not ASCII": 3]) { choices in
            let event = choices.event()
            let line = event.line()
            try hold("EVENT-1", line.last == 0x0A && line.count { $0 == 0x0A } == 1, "line feeds in \(line)")
            if line.contains(where: { $0 > 0x7F }) { choices.reach("not ASCII") }
            if !(event.params.object?.isEmpty ?? true) { choices.reach("nested") }
            let read = EventLine.decode(Array(line.dropLast()))
            try hold("EVENT-2", read.events == [event] && read.skipped == 0, "\(event) became \(read.events)")
            try hold("EVENT-3", sameScalars(read.events.first?.path, event.path), "the path of \(event)")
        }
    }

    @Test func `EVENT-5 numbers keep their value, digit for digit`() throws {
        try PropertyRun.check("number-round-trip") { choices in
            let number = choices.number()
            let bytes = JSONValue.number(number).encoded()
            let back = try JSONValue.parse(bytes)
            try hold("EVENT-2", back.number?.lexeme == number.lexeme, "\(number) became \(back)")
            try hold("EVENT-2", back == .number(number), "\(number) is not equal to itself")
            if let integer = number.integer {
                try hold("EVENT-2", JSONNumber(integer) == number, "\(number) is not \(integer)")
            }
        }
    }

    @Test func `START-1 a filter that is written is read back`() throws {
        try PropertyRun.check("filter-round-trip") { choices in
            let filter = choices.filter()
            let back = try Filter.decode(request: filter.encoded())
            try hold("START-1", back == filter, "\(filter) became \(back)")
        }
    }

    @Test func `SCAN-4 any bytes are a request or none, and bounds hold`() throws {
        try PropertyRun.check("request-bytes", runs: 1000, points: ["a filter": 5, "none": 5]) { choices in
            let bytes = choices.requestBytes()
            let filter: Filter
            do throws(FilterError) {
                filter = try Filter.decode(request: bytes)
            } catch {
                choices.reach("none")
                guard case .malformed(let error) = error else { return }
                try hold("SCAN-4", (0...bytes.count).contains(error.offset), "an error at \(error.offset)")
                return
            }
            choices.reach("a filter")
            let again = try? Filter.decode(request: filter.encoded())
            try hold("SCAN-4", again == filter, "\(bytes) says \(filter), which is not written so")
            let padded = bytes + Array(repeating: 0x20, count: (64 << 10) - bytes.count)
            try hold("SCAN-5", (try? Filter.decode(request: padded)) == filter, "blanks change \(bytes)")
            try hold("SCAN-5", (try? Filter.decode(request: padded + [0x20])) == nil, "65,537 bytes are read")
        }
    }

    @Test func `NAME-1 a file name is ours by its last byte, or it is not`() throws {
        try PropertyRun.check("file-names", runs: 1000, points: ["ours": 20, "not ours": 2]) { choices in
            let bytes = choices.fileName()
            // Stated a second time, from the end: strip the ending, and digits are left.
            var isOurs = false
            for ending in [".req", ".events"] where bytes.count > ending.utf8.count {
                let rest = bytes.dropLast(ending.utf8.count)
                if bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
                    isOurs = rest.allSatisfy { "0123456789".utf8.contains($0) }
                }
            }
            let name = SpoolName(fileName: bytes)
            choices.reach(isOurs ? "ours" : "not ours")
            try hold("NAME-4", (name != nil) == isOurs, "\(bytes) is \(String(describing: name))")
            if let name {
                try hold("NAME-1", name.fileName.utf8.elementsEqual(bytes), "\(bytes) became \(name)")
            }
        }
    }
}

/// Whether two texts are the same scalars.
private func sameScalars(_ left: String?, _ right: String) -> Bool { left?.isSameText(as: right) ?? false }
