internal import Glibc
internal import ReferenceRecorder
internal import SpoolSpec
internal import SpoolSystem

/// APPEND: lines that are lost, mixed, or land in the wrong place.
let appendFaults: [Fault] = [
    Fault(
        "APPEND-1", "line-feed-apart", "It writes the line feed by a call of its own.", saying: "one write"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .write(let handle, let bytes) = call, bytes.count > 1 else { return nil }
            let reply = sabotage.live(.write(handle, bytes.dropLast()))
            guard case .wrote(bytes.count - 1) = reply else { return reply }
            _ = sabotage.live(.write(handle, [0x0A]))
            return .wrote(bytes.count)
        }
    },

    Fault(
        "APPEND-1", "by-two-threads", "It writes a line by one thread and its line feed by another, at once.",
        saying: "one write"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .write(let handle, let bytes) = call, bytes.count > 1 else { return nil }
            let kernel = sabotage.kernel
            guard
                let thread = try? Thread({
                    var kernel = kernel
                    _ = kernel.perform(.write(handle, [0x0A]))
                })
            else { return nil }
            let reply = sabotage.live(.write(handle, bytes.dropLast()))
            thread.join()
            return reply == .wrote(bytes.count - 1) ? .wrote(bytes.count) : reply
        }
    },

    Fault(
        "APPEND-1", "in-pages", "It writes a line page by page.", saying: "one write"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .write(let handle, let bytes) = call, bytes.count > 4096 else { return nil }
            var written = 0
            while written < bytes.count {
                let page = Array(bytes[written..<min(bytes.count, written + 4096)])
                guard case .wrote(let count) = sabotage.live(.write(handle, page)), count > 0 else { break }
                written += count
            }
            return .wrote(written)
        }
    },

    Fault(
        "APPEND-2", "drops", "It loses every hundredth line.", saying: "3 lost, 0 doubled"
    ) { sabotage in
        var count = 0
        sabotage.writeLines { _, _ in
            count += 1
            return count.isMultiple(of: 100) ? [] : nil
        }
    },

    Fault(
        "APPEND-2", "doubles", "It writes every hundredth line twice.", saying: "0 lost, 3 doubled"
    ) { sabotage in
        var count = 0
        sabotage.writeLines { _, line in
            count += 1
            return count.isMultiple(of: 100) ? line + line : nil
        }
    },

    Fault(
        "APPEND-2", "out-of-order", "It keeps every hundredth line back until the next is written.",
        saying: "in another order"
    ) { sabotage in
        var count = 0
        var kept: [UInt8] = []
        sabotage.writeLines { _, line in
            count += 1
            if count % 100 == 50 {
                kept = line
                return []
            }
            defer { kept = [] }
            return line + kept
        }
    },

    Fault(
        "APPEND-2", "in-two-parts", "It writes a line in two calls.",
        saying: "every line of 12.events to be whole"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .write(let handle, let bytes) = call, bytes.count > 1 else { return nil }
            let half = bytes.count / 2
            guard case .wrote(half) = sabotage.live(.write(handle, Array(bytes[..<half]))) else { return nil }
            // Long enough for another worker to come between.
            _ = sabotage.live(.wait(nanoseconds: 200_000))
            _ = sabotage.live(.write(handle, Array(bytes[half...])))
            return .wrote(bytes.count)
        }
    },

    Fault(
        "APPEND-2", "without-O_APPEND", "It writes where it believes the end to be.",
        saying: "every line of 12.events to be whole"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .write(let handle, let bytes) = call, let id = sabotage.events(handle),
                case .facts(let facts) = sabotage.live(.status(handle))
            else { return nil }
            _ = sabotage.live(.wait(nanoseconds: 100_000))
            return writeAt(facts.size, bytes, "\(sabotage.path)/\(id).events")
        }
    },

    Fault(
        "APPEND-3", "glues", "It puts the next line right behind a torn one.", saying: "on no line of"
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .write(let handle, let bytes) = call, sabotage.events(handle) != nil,
                bytes.first == 0x0A
            else { return nil }
            return bytes.count == 1 ? .failed(.noSpace) : sabotage.write([], to: handle, for: [])
        }
    },

    Fault(
        "APPEND-3", "gives-up", "After a line that it could not write it writes no other.",
        saying: "on no line of"
    ) { sabotage in
        var hasFailed = false
        sabotage.change(in: "record") { call, reply in
            guard case .write(_, let bytes) = call else { return nil }
            if reply != .wrote(bytes.count) { hasFailed = true }
            return nil
        }
        sabotage.answer(in: "record") { call in
            guard case .write = call, hasFailed else { return nil }
            return .failed(.noSpace)
        }
    },

    Fault(
        "APPEND-3", "dies-of-it", "Its hook fails on a full file system.", saying: "exited with status 1"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .write(_, let bytes) = call, reply != .wrote(bytes.count) else { return nil }
            crash("No space left on device")
        }
    },

    Fault(
        "APPEND-4", "loses-the-line", "A write that a signal interrupts it does not make again.",
        saying: "was interrupted 2 times"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .write = call, reply == .failed(.interrupted) else { return nil }
            return .failed(.inputOutput)
        }
    },

    Fault(
        "APPEND-4", "twice", "A write that a signal interrupts it makes again, twice.",
        saying: "was interrupted 2 times"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .write = call, reply == .failed(.interrupted) else { return nil }
            while sabotage.live(call) == reply {}
            return reply
        }
    },

    Fault(
        "APPEND-5", "follows-links", "It writes to what a symbolic link leads to.",
        saying: "APPEND-5/a symbolic link to"
    ) { sabotage in
        openEvents(sabotage, without: .noFollow)
    },

    Fault(
        "APPEND-5", "waits-for-a-reader", "It waits for somebody to read a FIFO.",
        saying: "APPEND-5/a FIFO that nobody reads: expected the hook to return"
    ) { sabotage in
        openEvents(sabotage, without: .nonBlocking)
    },

    Fault(
        "APPEND-5", "any-kind", "It writes into a FIFO.", saying: "to be written into the FIFO"
    ) { sabotage in
        sabotage.change(in: "record") { call, reply in
            guard case .status(let handle) = call, sabotage.events(handle) != nil,
                case .facts(var facts) = reply
            else { return nil }
            facts.kind = .regular
            return .facts(facts)
        }
    },
]

private func openEvents(_ sabotage: Sabotage, without flag: OpenFlags) {
    sabotage.answer(in: "record") { call in
        guard case .open(let name, let directory, let flags, let mode) = call, case .events = name else {
            return nil
        }
        return sabotage.live(.open(name, in: directory, flags.subtracting(flag), mode: mode))
    }
}

/// Writes past everybody who appends.
private func writeAt(_ offset: Int64, _ bytes: [UInt8], _ path: String) -> SpoolReply? {
    guard let file = try? Descriptor.open(path, [.writeOnly, .noFollow]) else { return nil }
    let count = pwrite(file.rawValue, bytes, bytes.count, off_t(offset))
    return count < 0 ? .failed(SystemError(code: errno)) : .wrote(count)
}
