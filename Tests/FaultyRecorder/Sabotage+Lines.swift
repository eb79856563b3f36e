internal import SpoolSpec

/// Traps for the lines that a worker writes.
extension Sabotage {
    /// Writes other lines than the worker does.
    ///
    /// - Parameter change: takes the event as the server passed it and its line as the reference would write it;
    ///   `nil` lets that pass.
    func writeLines(_ change: @escaping (Event, [UInt8]) -> [UInt8]?) {
        answer(in: "record") { [unowned self] call in
            guard case .write(let handle, let bytes) = call, bytes.count > 1, events(handle) != nil, let event
            else { return nil }
            let line = bytes.first == 0x0A ? Array(bytes.dropFirst()) : bytes
            return change(event, line).map { write($0, to: handle, for: bytes) }
        }
    }

    /// Writes an event with other members.
    ///
    /// - Parameter change: the members; `nil` lets the event pass as it is.
    func writeEvents(_ change: @escaping (Event) -> Event?) {
        writeLines { event, _ in change(event)?.line() }
    }

    /// Writes something else in a line's place, and answers as if the line had been written.
    ///
    /// - Parameter bytes: what the worker wanted to write: a line feed before the line is kept.
    func write(_ line: [UInt8], to handle: Handle, for bytes: [UInt8]) -> SpoolReply {
        let whole = (bytes.first == 0x0A ? [0x0A] : []) + line
        if whole.isEmpty { return .wrote(bytes.count) }
        let reply = live(.write(handle, whole))
        guard case .wrote(let count) = reply else { return reply }
        return .wrote(count == whole.count ? bytes.count : min(count, bytes.count - 1))
    }
}
