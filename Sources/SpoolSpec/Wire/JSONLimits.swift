/// How much of a text a reader takes on, so that hostile input costs neither memory nor stack.
public struct JSONLimits: Hashable, Sendable {
    /// The deepest nesting: `{}` is 1 deep, `{"a":[]}` is 2, a lone number 0.
    public var depthMax: Int
    /// The longest text in bytes.
    public var bytesMax: Int

    /// Sets both bounds.
    ///
    /// - Parameter depthMax: is never taken above `depthCeiling`.
    public init(depthMax: Int, bytesMax: Int) {
        self.depthMax = min(depthMax, JSONLimits.depthCeiling)
        self.bytesMax = bytesMax
    }

    /// No value is read deeper than this: Swift lets go of nested values by recursion, and a value that is
    /// deeper could end the process only by ceasing to be needed.
    public static let depthCeiling = 10_000

    /// A request file: 64 KiB; 65,536 bytes count, 65,537 do not (SCAN-5).
    public static let request = JSONLimits(depthMax: 512, bytesMax: 64 << 10)
    /// An event's line: 16 MiB (FOLLOW-5), nested to 512 as the published recorder writes.
    public static let line = JSONLimits(depthMax: 512, bytesMax: 16 << 20)
    /// A line of the driver protocol: an event of any depth that we read at all, wrapped.
    public static let driver = JSONLimits(depthMax: depthCeiling, bytesMax: 64 << 20)
}
