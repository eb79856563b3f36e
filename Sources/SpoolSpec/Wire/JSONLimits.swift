/// How much of a text a reader takes on, so that hostile input costs neither memory nor stack.
public struct JSONLimits: Hashable, Sendable {
    /// The deepest nesting that is not an error: `{}` is 1 deep, `{"a":[]}` is 2, a lone number 0.
    public var depthMax: Int
    /// The longest text in bytes that is not an error.
    public var bytesMax: Int

    /// Sets both bounds.
    public init(depthMax: Int, bytesMax: Int) {
        self.depthMax = depthMax
        self.bytesMax = bytesMax
    }

    /// What is nested deeper than this is read as `null`, where `depthMax` lets it pass at all.
    ///
    /// Swift lets go of nested values by recursion, so a value of a million levels would end the process by
    /// ceasing to be needed. No line of events is half as deep.
    public static let builtDepthMax = 2_000

    /// A request file: 64 KiB; 65,536 bytes count, 65,537 do not (SCAN-5).
    public static let request = JSONLimits(depthMax: 512, bytesMax: 64 << 10)
    /// An event's line: 16 MiB (FOLLOW-5), nested to 512 as the published recorder's are.
    public static let line = JSONLimits(depthMax: 512, bytesMax: 16 << 20)
    /// A line of the driver protocol: hostile cases nest an event as deep as 16 MiB let them, and want an answer.
    public static let driver = JSONLimits(depthMax: .max, bytesMax: 64 << 20)
}
