internal import SpoolSpec
internal import SpoolSystem

/// SCAN-4 to SCAN-7: requests that are misread.
let requestFaults: [Fault] = [
    Fault(
        "SCAN-4", "garbage-is-everything", "It takes a request that it cannot read for one of everything.",
        saying: "no JSON object (a blank)"
    ) { sabotage in
        sabotage.rewriteRequests { _, bytes in isRequest(bytes) ? nil : Filter(all: true).encoded() }
    },

    Fault(
        "SCAN-4", "empty-is-everything", "It takes an empty request for one of everything.",
        saying: "no JSON object (nothing)"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            let all = Filter(all: true).encoded()
            switch (call, reply) {
            case (.status(let handle), .facts(var facts)) where sabotage.request(handle) != nil:
                if facts.size == 0 { facts.size = Int64(all.count) }
                return .facts(facts)
            case (.read(let handle, _, _), .bytes([])) where sabotage.request(handle) != nil:
                return .bytes(all)
            default: return nil
            }
        }
    },

    Fault(
        "SCAN-4", "byte-order-mark", "It reads a request past a byte order mark.",
        saying: "no JSON object (a byte order mark)"
    ) { sabotage in
        sabotage.rewriteRequests { _, bytes in
            bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : nil
        }
    },

    Fault(
        "SCAN-4", "mends-UTF-8", "It mends bad UTF-8 in a request.",
        saying: "no JSON object (the byte FF in a text)"
    ) { sabotage in
        sabotage.rewriteRequests { _, bytes in Array(String(decoding: bytes, as: UTF8.self).utf8) }
    },

    Fault(
        "SCAN-4", "first-in-an-array", "It takes the object in an array for the request.",
        saying: "no JSON object (an object in an array)"
    ) { sabotage in
        sabotage.rewriteRequests { _, bytes in
            guard case .array(let items)? = try? JSONValue.parse(bytes, limits: .request) else { return nil }
            return (items.first?.object ?? JSONObject()).encoded()
        }
    },

    Fault(
        "SCAN-4", "once-bad", "A request that it could not read once it never reads again.",
        saying: "became complete before the second event"
    ) { sabotage in
        var bad: Set<RecorderID> = []
        sabotage.change(in: "record") { call, reply in
            guard case .read(let handle, _, _) = call, let id = sabotage.request(handle),
                case .bytes(let bytes) = reply
            else { return nil }
            if !isRequest(bytes) { bad.insert(id) }
            return bad.contains(id) ? .bytes([UInt8](repeating: 0x20, count: bytes.count)) : nil
        }
    },

    Fault(
        "SCAN-4", "ends-the-scan", "A request that it cannot read ends its scan.",
        saying: "whose recorder is in order beside others that are not"
    ) { sabotage in
        var isEnded = false
        sabotage.change(in: "record") { call, reply in
            switch (call, reply) {
            case (.openDirectory, _): isEnded = false
            case (.read(let handle, _, _), .bytes(let bytes)) where sabotage.request(handle) != nil:
                if !isRequest(bytes) { isEnded = true }
            default: break
            }
            return nil
        }
        sabotage.answer(in: "record") { call in
            guard case .open(.request, _, _, _) = call, isEnded else { return nil }
            return .failed(.inputOutput)
        }
    },

    replacing("not-a-number", "It takes NaN for a number.", "NaN", by: "0", saying: "no JSON object (NaN)"),
    replacing(
        "comments", "It reads a request past comments.", "/* x */", by: "",
        saying: "no JSON object (a comment in the middle)"),
    replacing(
        "last-comma", "It does not mind a comma behind the last member.", ",}", by: "}",
        saying: "no JSON object (a comma behind the last member)"),
    replacing(
        "single-quotes", "It takes single quotes for double ones.", "'", by: "\"",
        saying: "no JSON object (a text in single quotes)"),
    replacing(
        "plus", "It takes a number with a plus.", "+1", by: "1",
        saying: "no JSON object (a number with a plus)"),
    replacing(
        "zero", "It takes a number with a zero before it.", "01", by: "1",
        saying: "no JSON object (a number with a zero before it)"),
    replacing(
        "raw-tabs", "It takes a raw tab in a text.", "\t", by: "t",
        saying: "no JSON object (a raw tab in a text)"),

    Fault(
        "SCAN-4", "surrogates", "It takes the bytes of a surrogate for a character.",
        saying: "no JSON object (a surrogate's bytes in a text)"
    ) { sabotage in
        sabotage.rewriteRequests { _, bytes in
            guard let start = bytes.firstIndex(of: 0xED), start + 2 < bytes.count, bytes[start + 1] >= 0xA0
            else {
                return nil
            }
            return Array(bytes[..<start]) + [0x3F] + bytes[(start + 3)...]
        }
    },

    Fault(
        "SCAN-5", "reads-it-whole", "It reads a request whole, however large, and believes it.",
        saying: "65537 bytes"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            switch (call, reply) {
            case (.status(let handle), .facts(var facts)) where sabotage.request(handle) != nil:
                facts.size = min(facts.size, Int64(Examine.requestBytesMax))
                return .facts(facts)
            case (.read(let handle, _, let count), .bytes(let bytes)) where sabotage.request(handle) != nil:
                guard bytes.count == count, count == Examine.requestBytesMax + 1 else { return nil }
                var whole = bytes
                while case .bytes(let more) = sabotage.live(
                    .read(handle, offset: Int64(whole.count), count: 1 << 20)), !more.isEmpty
                { whole += more }
                let read = (try? JSONObject.parse(whole))?.with("filling", nil) ?? JSONObject()
                let all = read["all"] ?? 0
                let shown = JSONObject(members: [("userid", read["userid"] ?? .null), ("all", all)]).encoded()
                return .bytes(shown + [UInt8](repeating: 0x20, count: count - 1 - shown.count))
            default: return nil
            }
        }
    },

    Fault(
        "SCAN-5", "removes-it", "It removes a request that is too large.", saying: "65537 bytes"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .lock(let handle, .shared) = call, sabotage.request(handle) != nil,
                case .facts(let facts) = sabotage.live(.status(handle)),
                facts.size > Int64(Examine.requestBytesMax)
            else { return nil }
            return .done
        }
    },

    Fault(
        "SCAN-6", "follows-links", "It opens the request that a symbolic link leads to.",
        saying: "is a symbolic link to"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            switch call {
            case .open(let name, let directory, let flags, let mode):
                guard case .request = name else { return nil }
                return sabotage.live(
                    .open(name, in: directory, flags.subtracting(.noFollow), mode: mode))
            case .statusOf(.request(let id), let directory):
                guard
                    case .opened(let handle) = sabotage.live(
                        .open(.request(id), in: directory, [.nonBlocking], mode: 0))
                else { return nil }
                defer { _ = sabotage.live(.close(handle)) }
                return sabotage.live(.status(handle))
            default: return nil
            }
        }
    },

    Fault(
        "SCAN-6", "waits-for-a-writer", "It waits for somebody to write into a FIFO.",
        saying: "SCAN-6/a FIFO that nobody writes: expected the hook to return"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .open(let name, let directory, let flags, let mode) = call, case .request = name
            else { return nil }
            return sabotage.live(
                .open(name, in: directory, flags.subtracting(.nonBlocking), mode: mode))
        }
    },

    Fault(
        "SCAN-6", "any-kind", "It takes a FIFO or a device for a request, and for a dead recorder's.",
        saying: "12.req is a FIFO"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .status(let handle) = call, sabotage.request(handle) != nil,
                case .facts(var facts) = reply
            else { return nil }
            facts.kind = .regular
            return .facts(facts)
        }
    },

    Fault(
        "SCAN-7", "knows-two-keys", "It skips a request that has a key that it does not know.",
        saying: #""comment":""} to take"#
    ) { sabotage in
        sabotage.rewriteRequests { _, bytes in
            guard let object = try? JSONObject.parse(bytes, limits: .request) else { return nil }
            let isKnown = object.members.allSatisfy { member in
                member.name.isSameText(as: "userid") || member.name.isSameText(as: "all")
            }
            return isKnown ? nil : [0x3F]
        }
    },

    Fault(
        "SCAN-7", "first-counts", "Of a key that is given twice the first counts.",
        saying: #"the request {"all":0,"all":1} to take"#
    ) { sabotage in
        sabotage.rewriteRequests { _, bytes in
            guard let object = try? JSONObject.parse(bytes, limits: .request) else { return nil }
            return JSONObject(members: object.members.reversed()).encoded()
        }
    },
]

/// A worker that reads past something that RFC 8259 does not know.
private func replacing(
    _ slug: String, _ wrong: String, _ text: String, by other: String, saying: String
) -> Fault {
    Fault("SCAN-4", slug, wrong, saying: saying) { sabotage in
        sabotage.rewriteRequests { _, bytes in
            // A request that is in order stays as it is, whatever stands in its texts.
            guard !isRequest(bytes) else { return nil }
            let pattern = Array(text.utf8)
            var shown: [UInt8] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                if rest.starts(with: pattern) {
                    shown += Array(other.utf8)
                    rest = rest.dropFirst(pattern.count)
                } else {
                    shown.append(rest.removeFirst())
                }
            }
            return shown
        }
    }
}

/// Whether a worker without this fault reads a filter there.
private func isRequest(_ bytes: [UInt8]) -> Bool { (try? Filter.decode(request: bytes)) != nil }
