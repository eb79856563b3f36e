/// The fingerprints of states that were met: a set that takes its members' own bits for their place.
///
/// A fingerprint is a hash already, and as good as random; the library's set would hash it once more, which is a tenth
/// of a walk.
struct FingerprintSet {
    /// A power of two of places; 0 stands where nothing is.
    private var places = [UInt64](repeating: 0, count: 1024)
    private var taken = 0

    /// - Returns: whether it was not there before.
    mutating func insert(_ fingerprint: UInt64) -> Bool {
        if taken * 4 >= places.count * 3 { grow() }
        // 0 says that nothing is there: that one fingerprint is taken for another.
        let isNew = Self.put(fingerprint == 0 ? 1 : fingerprint, in: &places)
        if isNew { taken += 1 }
        return isNew
    }

    private mutating func grow() {
        var more = [UInt64](repeating: 0, count: places.count * 2)
        for fingerprint in places where fingerprint != 0 { _ = Self.put(fingerprint, in: &more) }
        places = more
    }

    private static func put(_ fingerprint: UInt64, in places: inout [UInt64]) -> Bool {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: fingerprint) & mask
        while places[place] != 0 {
            if places[place] == fingerprint { return false }
            place = (place + 1) & mask
        }
        places[place] = fingerprint
        return true
    }
}
