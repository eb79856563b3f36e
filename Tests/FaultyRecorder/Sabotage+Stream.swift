internal import SpoolSpec

/// What a follower is shown of an events file.
struct EventsView {
    /// Bytes that came and are not shown yet.
    var held: [UInt8] = []
    /// Whatever a fault must remember of the file.
    var isMarked = false

    fileprivate var readTo: Int64 = 0
    fileprivate var shownTo: Int64 = 0
    fileprivate var queue: [UInt8] = []
}

/// Traps for what a follower reads.
extension Sabotage {
    /// Shows a follower other bytes than an events file holds.
    ///
    /// - Parameter change: takes what came, and then nothing where that was the end of the file; returns what is
    ///   shown.
    func showBytes(_ change: @escaping (inout EventsView, [UInt8]) -> [UInt8]) {
        var views: [Handle: EventsView] = [:]
        answer(in: "read") { [unowned self] call in
            switch call {
            case .read(let handle, let offset, let count) where events(handle) != nil:
                var view = views[handle] ?? EventsView()
                // From its beginning again: the file was cut.
                if offset < view.shownTo { view = EventsView() }
                defer { views[handle] = view }
                while view.queue.isEmpty {
                    let reply = live(.read(handle, offset: view.readTo, count: count))
                    guard case .bytes(let bytes) = reply else { return reply }
                    view.readTo += Int64(bytes.count)
                    view.queue = change(&view, bytes)
                    // A read that brings less than was asked for is one to the end.
                    if !bytes.isEmpty, bytes.count < count { view.queue += change(&view, []) }
                    if bytes.count < count { break }
                }
                let shown = Array(view.queue.prefix(count))
                view.queue.removeFirst(shown.count)
                view.shownTo += Int64(shown.count)
                return .bytes(shown)
            case .status(let handle):
                guard let view = views[handle], case .facts(var facts) = live(call) else { return nil }
                let isCut = facts.size < view.readTo
                if isCut { views[handle] = nil }
                let more = facts.size - view.readTo + Int64(view.queue.count)
                facts.size = isCut ? 0 : view.shownTo + more
                return .facts(facts)
            case .close(let handle):
                views[handle] = nil
                return nil
            default: return nil
            }
        }
    }

    /// Shows a follower other lines than an events file holds.
    ///
    /// - Parameter change: takes a complete line and returns those that are shown in its place, all without
    ///   their line feed.
    func showLines(_ change: @escaping ([UInt8]) -> [[UInt8]]) {
        let heldBytesMax = 17 << 20
        showBytes { view, bytes in
            var shown: [UInt8] = []
            var rest = bytes[...]
            while let newline = rest.firstIndex(of: 0x0A) {
                let piece = rest[..<newline]
                rest = rest[(newline + 1)...]
                if view.isMarked {
                    shown += piece + [0x0A]
                } else {
                    shown += change(view.held + piece).flatMap { $0 + [0x0A] }
                }
                view.held = []
                view.isMarked = false
            }
            view.held += rest
            // The mark is for a line that is too long to be held.
            if view.held.count > heldBytesMax { view.isMarked = true }
            if view.isMarked {
                shown += view.held
                view.held = []
            }
            return shown
        }
    }
}
