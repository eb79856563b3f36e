internal import SpoolSpec

/// Traps for what a worker reads in a request.
extension Sabotage {
    /// Shows workers a request that was removed as one that still has its name.
    func overlookRemovedRequests() {
        change(in: "record") { [unowned self] call, reply in
            guard case .status(let handle) = call, request(handle) != nil, case .facts(var facts) = reply
            else { return nil }
            facts.linkCount = max(1, facts.linkCount)
            return .facts(facts)
        }
    }

    /// Answers a start that removes its request because it could not write it.
    ///
    /// - Parameter answer: the answer; `nil` to let the removal be made.
    func answerRemovalAfterFailedWrite(_ answer: @escaping () -> SpoolReply?) {
        var hasFailed = false
        change(in: "start") { call, reply in
            if case .write = call, case .failed = reply { hasFailed = true }
            return nil
        }
        self.answer(in: "start") { call in
            guard case .unlink(.request, _) = call, hasFailed else { return nil }
            return answer()
        }
    }

    /// The size that a worker is told of a request of this size: room for what is put in its place.
    ///
    /// - Returns: `nil` for one that is shown as it is: an empty one, or one that is too large to count.
    private static func toldBytes(_ bytes: Int64) -> Int64? {
        switch bytes {
        case 1...4096: 8192
        case 4097...65_536: 65_536
        default: nil
        }
    }

    /// Shows workers other contents of requests than there are.
    ///
    /// - Parameter change: the contents to be shown; `nil` for those that are there.
    func rewriteRequests(_ change: @escaping (RecorderID, [UInt8]) -> [UInt8]?) {
        answer(in: "record") { [unowned self] call in
            switch call {
            case .status(let handle) where request(handle) != nil:
                guard case .facts(var facts) = live(call) else { return nil }
                facts.size = Self.toldBytes(facts.size) ?? facts.size
                return .facts(facts)
            case .read(let handle, _, _):
                guard let id = request(handle), case .bytes(let bytes) = live(call),
                    let told = Self.toldBytes(Int64(bytes.count))
                else { return nil }
                let shown = change(id, bytes) ?? bytes
                // White space behind a request is none of the reader's business.
                let padding = max(0, Int(told) - shown.count)
                return .bytes(shown + [UInt8](repeating: 0x20, count: padding))
            default: return nil
            }
        }
    }

    /// Decides by another rule than the filter's which events a recorder wants.
    ///
    /// The worker sees requests that want everything and events that all want; what it writes then is dropped or
    /// let pass by the rule.
    ///
    /// - Parameter wants: the request as it was read, and the event as the server passed it.
    func decide(_ wants: @escaping (JSONObject, Event) -> Bool) {
        var requests: [RecorderID: JSONObject] = [:]
        rewriteRequests { id, bytes in
            guard let object = try? JSONObject.parse(bytes, limits: .request),
                (try? Filter.decode(request: bytes)) != nil
            else { return nil }
            requests[id] = object
            // Two contents must differ where the requests do, or a change would go unseen.
            let mark = bytes.reduce(UInt64(1)) { $0 &* 31 &+ UInt64($1) }
            return Filter(all: true).encoded().dropLast() + Array(",\"was\":\(mark)}".utf8)
        }
        seeEvents { Event(method: "POST", path: $0.path) }
        func isWanted(_ id: RecorderID) -> Bool {
            guard let request = requests[id], let event else { return false }
            return wants(request, event)
        }
        answer(in: "record") { [unowned self] call in
            switch call {
            case .open(.events(let id), _, _, _):
                return isWanted(id) ? nil : .failed(.noAccess)
            case .write(let handle, let bytes) where bytes.count > 1:
                guard let id = events(handle), let event else { return nil }
                return isWanted(id) ? write(event.line(), to: handle, for: bytes) : .wrote(bytes.count)
            default: return nil
            }
        }
    }
}

extension JSONObject {
    /// The request's own rule.
    func wants(_ event: Event) -> Bool {
        (try? Filter.decode(request: encoded()))?.matches(event) ?? false
    }

    /// The same object with one member changed.
    func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var changed = self
        changed[name] = value
        return changed
    }

    /// The user that is asked for; `nil` where none is.
    var wantedUser: String? {
        guard let text = self["userid"]?.text, !text.isEmpty else { return nil }
        return text
    }
}

extension Event {
    /// The same event with one member changed.
    func with(_ name: String, _ value: JSONValue?) -> Event {
        Event(members: members.with(name, value))
    }
}
