/// A fold over what the stage tells, into text.
package protocol StressReporter {
    /// What is to be written now that this was told.
    mutating func text(for message: StressMessage) -> String
}
