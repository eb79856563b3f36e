/// Memory into which a worker writes one event's line after the other: a server's hook takes none for each request.
public struct LineBuffer: ~Copyable {
    private static let bytesMin = 4096
    /// What is kept whatever the lines are like: as much as a request's body of 512 KiB takes.
    private static let keptBytesMax = 2 << 20
    private static let growth = 8

    private var memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytesMin)
    private var count = 0

    /// No line yet.
    public init() {}

    deinit { memory.deallocate() }

    /// The line that was written last. It is there until the next one is written or the buffer goes.
    public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: memory[..<count]) }

    /// Writes an event's line, as `Event.encodedLine` does.
    ///
    /// - Parameters:
    ///   - event: what is written.
    ///   - limits: the deepest event, and the longest line with its `\n`: 1 KiB at least, which a stand-in takes.
    /// - Returns: whether the line is the whole event.
    public mutating func write(_ event: Event, limits: JSONLimits = .line) -> Event.Encoding {
        // A large event's memory is given back once lines are small again.
        if memory.count > Self.keptBytesMax, count < memory.count / Self.growth { take(Self.bytesMin) }
        while true {
            let room = min(memory.count, limits.bytesMax)
            let part = UnsafeMutableBufferPointer(rebasing: memory[..<room])
            switch JSONFilling.fill(part, with: event.members, depthMax: limits.depthMax) {
            case .filled(let length):
                count = length
                return .whole
            case .tooLittle where room < limits.bytesMax:
                take(min(memory.count * Self.growth, limits.bytesMax))
            case .tooLittle, .tooDeep:
                return writeStandIn(event, limits)
            }
        }
    }

    private mutating func writeStandIn(_ event: Event, _ limits: JSONLimits) -> Event.Encoding {
        var line: [UInt8] = []
        let encoding = event.appendLine(to: &line, limits: limits)
        if line.count > memory.count { take(line.count) }
        count = memory.update(fromContentsOf: line)
        return encoding
    }

    private mutating func take(_ bytes: Int) {
        memory.deallocate()
        memory = .allocate(capacity: bytes)
        count = 0
    }
}
