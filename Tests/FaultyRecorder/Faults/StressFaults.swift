internal import SpoolSpec
internal import SpoolSystem

/// Faults that no chosen case meets, for they strike seldom: what `spool-stress` is there for. They are not among
/// ``Fault/all``, which the suite must find each by itself.
let stressFaults: [Fault] = [
    Fault(
        "APPEND-2", "in-two-calls-at-times", "It writes every fiftieth line in two calls.", saying: "mixed"
    ) { sabotage in
        var count = 0
        sabotage.answer(in: "record") { call in
            guard case .write(let handle, let bytes) = call, bytes.count > 100 else { return nil }
            count += 1
            guard count.isMultiple(of: 50) else { return nil }
            // The path is in the first part, so that the piece tells whose it is.
            let first = Array(bytes[..<90])
            guard case .wrote(first.count) = sabotage.live(.write(handle, first)) else { return nil }
            _ = sabotage.live(.wait(nanoseconds: 20_000_000))
            _ = sabotage.live(.write(handle, Array(bytes[first.count...])))
            return .wrote(bytes.count)
        }
    },
    losing(oneIn: 200, "drops-one-in-200"),
    losing(oneIn: 100_000, "drops-one-in-100000"),

    Fault("APPEND-2", "doubles-one-in-200", "It writes every 200th line twice.", saying: "doubled") {
        sabotage in
        var count = 0
        sabotage.writeLines { _, line in
            count += 1
            return count.isMultiple(of: 200) ? line + line : nil
        }
    },

    Fault(
        "APPEND-2", "swaps-two-in-200",
        "It keeps every 200th line back until the next to the same recording.",
        saying: "out of order"
    ) { sabotage in
        var count = 0
        var kept: [Handle: [UInt8]] = [:]
        sabotage.answer(in: "record") { call in
            if case .close(let handle) = call { kept[handle] = nil }
            guard case .write(let handle, let bytes) = call, bytes.count > 1, sabotage.events(handle) != nil
            else { return nil }
            count += 1
            if let first = kept.removeValue(forKey: handle) {
                return sabotage.write(bytes + first, to: handle, for: bytes)
            }
            guard count.isMultiple(of: 200) else { return nil }
            kept[handle] = bytes
            return .wrote(bytes.count)
        }
    },

    Fault(
        "REAP-2", "takes-a-live-one-in-30", "Every 30th lock that a client holds it takes for free.",
        saying: "live recording reaped"
    ) { sabotage in
        var count = 0
        sabotage.change(in: "record") { call, reply in
            guard case .lock(let handle, .shared) = call, reply == .failed(.wouldBlock),
                sabotage.request(handle) != nil
            else { return nil }
            count += 1
            return count.isMultiple(of: 30) ? .done : nil
        }
    },

    Fault(
        "HOOK-2", "leaks-one-in-100", "Every hundredth event costs it a descriptor.",
        saying: "descriptors growing"
    ) { sabotage in
        var count = 0
        sabotage.before("record") {
            count += 1
            guard count.isMultiple(of: 100), let file = try? Descriptor.open("/dev/null", .readOnly) else {
                return
            }
            _ = file.release()
        }
    },

    Fault(
        "HOOK-1", "sleeps-for-ever", "Its hook does not come back from the 300th event.", saying: "hook hangs"
    ) { sabotage in
        var count = 0
        sabotage.before("record") {
            count += 1
            while count == 300 { _ = sabotage.live(.wait(nanoseconds: 1_000_000_000_000)) }
        }
    },

    Fault(
        "HOOK-1", "spins-for-ever", "In every fourth process the hook counts for ever at the 300th event.",
        saying: "hook too slow"
    ) { sabotage in
        var count = 0
        var turns = 0
        sabotage.before("record") {
            count += 1
            while count == 300, Accounts.process % 4 == 0 { turns &+= 1 }
        }
    },

    Fault(
        "START-1", "asks-for-less-at-times", "Every second recording of a client asks for nobody's events.",
        saying: "request not as asked"
    ) { sabotage in
        var count = 0
        sabotage.answer(in: "start") { call in
            guard case .write(let handle, let bytes) = call, bytes.count > 1 else { return nil }
            count += 1
            guard count.isMultiple(of: 2) else { return nil }
            _ = sabotage.live(.write(handle, Array(#"{"userid":"nobody@pam","all":0}"#.utf8)))
            return .wrote(bytes.count)
        }
    },
]

/// Which line it loses is a matter of chance, so that many processes together lose as many as one would.
private func losing(oneIn rate: UInt64, _ slug: String) -> Fault {
    Fault("APPEND-2", slug, "It loses one line in \(rate).", saying: "lost") { sabotage in
        var random = SystemRandomNumberGenerator()
        sabotage.writeLines { _, _ in random.next(upperBound: rate) == 0 ? [] : nil }
    }
}
