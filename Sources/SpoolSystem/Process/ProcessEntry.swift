internal import CSpoolSystem

/// A process as `/proc/PID/stat` has it, by the ids of the PID namespace that `/proc` counts by.
package struct ProcessEntry: CustomStringConvertible, Sendable {
    package let id: Int32
    /// The program's name; what is longer than 31 bytes is cut.
    package let name: String
    /// The letter of its first thread's state.
    package let state: Character
    package let parent: Int32
    package let group: Int32
    package let session: Int32
    /// When it was started, in ticks since the machine was: with the id it names one process for ever.
    package let startTime: UInt64

    /// - Returns: `nil` where there is no such process.
    package init?(_ id: Int32) {
        var entry = spool_process_entry()
        guard spool_read_process(id, &entry) == 0 else { return nil }
        self.id = id
        name = withUnsafeBytes(of: entry.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        state = Character(UnicodeScalar(UInt8(bitPattern: entry.state)))
        parent = entry.parent
        group = entry.group
        session = entry.session
        startTime = entry.start_time
    }

    /// What no other process shares with it.
    package var identity: [UInt64] { [UInt64(id), startTime] }

    /// How texts call it.
    package var description: String { "process \(id) (`\(name)`)" }
}
