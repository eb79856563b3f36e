/// Byte strings as C wants a vector of them: one block of memory, a NUL behind each, NULL behind all.
struct CStrings: Sendable {
    private var bytes: [CChar] = []
    private var offsets: [Int] = []

    /// - Returns: `nil` where a string holds a NUL byte, and C would see half of it.
    init?(_ strings: [[UInt8]]) {
        for string in strings {
            guard !string.contains(0) else { return nil }
            offsets.append(bytes.count)
            bytes += string.map { CChar(bitPattern: $0) }
            bytes.append(0)
        }
    }

    /// Lends the vector; it must not be kept.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { block in
            var pointers: [UnsafePointer<CChar>?] = offsets.map { offset in
                block.baseAddress.map { $0 + offset }
            }
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
