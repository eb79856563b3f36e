import SpoolSpec

/// A directory entry's name: ours is written as it was read, to its last byte.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let name = SpoolName(fileName: bytes)
    let digits = bytes.prefix { (0x30...0x39).contains($0) }
    let ending = bytes[digits.count...]
    let isOurs =
        !digits.isEmpty && (ending.elementsEqual(".req".utf8) || ending.elementsEqual(".events".utf8))
    precondition((name != nil) == isOurs)
    if let name { precondition(name.fileName.utf8.elementsEqual(bytes)) }
    return 0
}
