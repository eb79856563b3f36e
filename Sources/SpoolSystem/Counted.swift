/// A number and what it counts: *1 case*, *2 cases*.
///
/// - Parameters:
///   - number: how many there are.
///   - noun: the word for one of them.
///   - plural: the word for several, where it is not the noun with an s.
package func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}
