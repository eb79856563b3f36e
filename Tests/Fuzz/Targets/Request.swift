import SpoolSpec

/// A request file's contents: whatever they are, they say a filter that can be written and read back, or none.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(FilterError) {
        let filter = try Filter.decode(request: bytes)
        precondition(bytes.count <= JSONLimits.request.bytesMax, "a request of \(bytes.count) bytes was read")
        let again = try Filter.decode(request: filter.encoded())
        precondition(again == filter, "\(filter) is not written as it is read")
        _ = filter.matches(Event(method: "POST", path: "/", userid: filter.userid))
    } catch {
        if case .malformed(let error) = error {
            precondition((0...count).contains(error.offset), "an error at byte \(error.offset) of \(count)")
        }
        precondition(!error.description.isEmpty)
    }
    return 0
}
