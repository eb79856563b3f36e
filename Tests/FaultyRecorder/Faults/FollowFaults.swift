internal import SpoolSpec

/// FOLLOW: followers that miss, invent, or never come back.
let followFaults: [Fault] = [
    Fault(
        "FOLLOW-1", "before-the-line-feed", "It yields a whole object before its line feed is there.",
        saying: "bytes of a line"
    ) { sabotage in
        sabotage.showBytes { view, bytes in
            var shown: [UInt8] = []
            for byte in bytes {
                // The line feed was shown before it came.
                if view.isMarked && byte == 0x0A {
                    view.isMarked = false
                    view.held = []
                    continue
                }
                shown.append(byte)
                if byte == 0x0A { view.held = [] } else { view.held.append(byte) }
            }
            guard bytes.isEmpty, !view.isMarked, (try? JSONObject.validate(view.held)) != nil else {
                return shown
            }
            view.isMarked = true
            return [0x0A]
        }
    },
    Fault(
        "FOLLOW-1", "twice", "It yields each event twice.",
        saying: "1 event (/spool-check/1) to be yielded; saw 2 events"
    ) { sabotage in
        sabotage.showLines { [$0, $0] }
    },
    Fault(
        "FOLLOW-1", "from-the-end", "It yields nothing that was there before its first look.",
        saying: "1 event (/spool-check/1) to be yielded; saw no event"
    ) { sabotage in
        sabotage.showBytes { view, bytes in
            if bytes.isEmpty { view.isMarked = true }
            return view.isMarked ? bytes : []
        }
    },
    Fault(
        "FOLLOW-1", "no-repeats", "It takes a line like the one before for the same.",
        saying: "one line twice: 2 events"
    ) { sabotage in
        var last: [UInt8]?
        sabotage.showLines { line in
            defer { last = line }
            return line == last ? [] : [line]
        }
    },
    Fault(
        "FOLLOW-1", "backwards", "It yields the lines of one look in the wrong order.",
        saying: "3 events (/spool-check/4, /spool-check/3, /spool-check/2)"
    ) { sabotage in
        sabotage.showBytes { view, bytes in
            view.held += bytes
            guard bytes.isEmpty, let end = view.held.lastIndex(of: 0x0A) else { return [] }
            let lines = view.held[..<end].split(separator: 0x0A)
            view.held = Array(view.held[(end + 1)...])
            return lines.reversed().flatMap { $0 + [0x0A] }
        }
    },
    Fault(
        "FOLLOW-1", "short-lines", "It loses lines of more than a megabyte.",
        saying: "FOLLOW-1/a line of three megabytes"
    ) { sabotage in
        sabotage.showLines { $0.count > 1 << 20 ? [] : [$0] }
    },
    Fault(
        "FOLLOW-1", "line-by-look", "It takes the end of what it has read for the end of a line.",
        saying: "0 lines to be given up; saw 1"
    ) { sabotage in
        sabotage.showBytes { view, bytes in
            // At the end of the file what came last is taken for a line.
            guard bytes.isEmpty else {
                view.isMarked = bytes.last != 0x0A
                return bytes
            }
            defer { view.isMarked = false }
            return view.isMarked ? [0x0A] : []
        }
    },

    Fault(
        "FOLLOW-2", "gives-up", "Where there is no events file it never looks again.",
        saying: "the first line: 1 event"
    ) { sabotage in
        var hasGivenUp = false
        sabotage.change(in: "read") { call, reply in
            switch call {
            case .open(.events, _, _, _), .openDirectory:
                if reply == .failed(.noEntry) { hasGivenUp = true }
                if hasGivenUp { return .failed(.noEntry) }
                return nil
            default: return nil
            }
        }
    },
    Fault(
        "FOLLOW-2", "needs-the-directory", "Its follower fails where there is no directory.",
        saying: "exited with status 1"
    ) { sabotage in
        sabotage.change(in: "read") { call, reply in
            guard case .openDirectory = call, reply == .failed(.noEntry) else { return nil }
            crash("no directory")
        }
    },

    Fault(
        "FOLLOW-3", "loses-the-glued", "It gives up a line with all that is on it.",
        saying: "the whole event behind"
    ) { sabotage in
        sabotage.showLines { EventLine.decode($0).skipped > 0 ? [[0x3F]] : [$0] }
    },
    Fault(
        "FOLLOW-3", "counts-nothing", "It does not count the lines that it gives up.",
        saying: "1 lines to be given up; saw 0"
    ) { sabotage in
        sabotage.showLines { line in
            let decoded = EventLine.decode(line)
            return decoded.skipped > 0 ? decoded.events.map { $0.line().dropLast() } : [line]
        }
    },
    Fault(
        "FOLLOW-3", "counts-blanks", "It counts a blank line as damaged.",
        saying: "two lines with blank ones around them: 0 lines"
    ) { sabotage in
        sabotage.showLines { $0.isEmpty ? [[0x3F]] : [$0] }
    },
    Fault(
        "FOLLOW-3", "yields-parts", "It yields an object that is part of a torn event.",
        saying: "FOLLOW-3/damaged lines between whole ones"
    ) { sabotage in
        sabotage.showLines { line in
            guard (try? JSONObject.validate(line)) == nil,
                let open = line.lastIndex(of: UInt8(ascii: "{"))
            else { return [line] }
            let inner = Array(line[open...])
            if (try? JSONObject.validate(inner)) != nil { return [inner] }
            guard let close = inner.firstIndex(of: UInt8(ascii: "}")) else { return [line] }
            return [Array(inner[...close]), [0x3F]]
        }
    },
    Fault(
        "FOLLOW-3", "dies-of-it", "It fails at a damaged line.", saying: "exited with status 1"
    ) { sabotage in
        sabotage.showLines { line in
            if EventLine.decode(line).skipped > 0 { crash("malformed JSON") }
            return [line]
        }
    },

    Fault(
        "FOLLOW-4", "keeps-the-old", "It does not notice that the file was replaced.",
        saying: "in the file that replaced it"
    ) { sabotage in
        eventsFacts(sabotage) { facts, _ in facts.linkCount = 1 }
    },
    Fault(
        "FOLLOW-4", "past-the-end", "It does not notice that the file was cut.",
        saying: "after the file was cut to nothing"
    ) { sabotage in
        eventsFacts(sabotage) { facts, read in facts.size = max(facts.size, read) }
    },

    Fault(
        "FOLLOW-5", "follows-links", "It reads what a symbolic link leads to.",
        saying: "nothing to be read from a symbolic link"
    ) { sabotage in
        openEvents(sabotage, without: .noFollow)
    },
    Fault(
        "FOLLOW-5", "waits-for-a-writer", "It waits for somebody to write into a FIFO.",
        saying: "held up by a FIFO"
    ) { sabotage in
        openEvents(sabotage, without: .nonBlocking)
    },
    Fault(
        "FOLLOW-5", "any-kind", "It reads a device.", saying: "held up by"
    ) { sabotage in
        eventsFacts(sabotage) { facts, _ in facts.kind = .regular }
    },
    Fault(
        "FOLLOW-5", "holds-it-all", "It holds a line in memory, however long it is.",
        saying: "memory to stay bounded"
    ) { sabotage in
        var line: [UInt8] = []
        sabotage.showBytes { _, bytes in
            line += bytes
            if bytes.contains(0x0A) { line = [] }
            return bytes
        }
    },
    Fault(
        "FOLLOW-5", "counts-nothing", "It does not count a line that is too long.",
        saying: "the lines given up for it"
    ) { sabotage in
        sabotage.showBytes { view, bytes in
            var shown: [UInt8] = []
            var rest = bytes[...]
            while let newline = rest.firstIndex(of: 0x0A) {
                view.held += rest[...newline]
                rest = rest[(newline + 1)...]
                if !view.isMarked { shown += view.held }
                view.isMarked = false
                view.held = []
            }
            view.held += rest
            if view.held.count > JSONLimits.line.bytesMax { view.isMarked = true }
            if view.isMarked { view.held = [] }
            return shown
        }
    },
]

private func openEvents(_ sabotage: Sabotage, without flag: OpenFlags) {
    sabotage.answer(in: "read") { call in
        guard case .open(let name, let directory, let flags, let mode) = call, case .events = name else {
            return nil
        }
        return sabotage.live(.open(name, in: directory, flags.subtracting(flag), mode: mode))
    }
}

/// Tells a follower something else of the events file than the kernel does.
///
/// - Parameter change: takes the facts, and how far the file was read.
private func eventsFacts(_ sabotage: Sabotage, _ change: @escaping (inout FileFacts, Int64) -> Void) {
    var read: [Handle: Int64] = [:]
    sabotage.change(in: "read") { call, reply in
        switch (call, reply) {
        case (.read(let handle, let offset, _), .bytes(let bytes)):
            read[handle] = offset + Int64(bytes.count)
        case (.status(let handle), .facts(var facts)) where sabotage.events(handle) != nil:
            change(&facts, read[handle] ?? 0)
            return .facts(facts)
        case (.close(let handle), _): read[handle] = nil
        default: break
        }
        return nil
    }
}
