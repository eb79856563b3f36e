/// Values that were met, each kept once and known by a number.
struct Numbered<Value: Hashable> {
    private var values: [Value] = []
    private var numbers: [Value: UInt32] = [:]

    /// The value's number, a new one for a value that was not met before.
    mutating func number(of value: Value) -> UInt32 {
        if let known = numbers[value] { return known }
        let number = UInt32(values.count)
        values.append(value)
        numbers[value] = number
        return number
    }

    subscript(number: UInt32) -> Value { values[Int(number)] }
}
