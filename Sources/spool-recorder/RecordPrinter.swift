internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolFormatting
internal import SpoolSpec
internal import SpoolSystem

/// Says what is recorded: requests on standard output, notes on standard error.
struct RecordPrinter {
    static let isAskedToEnd =
        "Ending: workers may write for another second; then the files are removed. Ctrl-C removes them at once."

    let renderer: EventRenderer
    /// Which requests are printed, where the request in the spool asks for more of them.
    let filter: Filter?
    let isQuiet: Bool

    /// Prints what a look at the events file has brought.
    func print(_ news: Follower<LiveKernel>.News, to output: inout PendingOutput) {
        if news.skipped > 0 { tell("Note: \(news.skipped) damaged lines skipped.") }
        var damaged = news.damaged[...]
        for (place, written) in news.events.enumerated() {
            while let line = damaged.first, line.place <= place {
                show(damaged.removeFirst(), &output)
            }
            let event = written.event
            if filter?.matches(event.withTextDecoded) ?? true { output.append(renderer.text(event)) }
        }
        for line in damaged { show(line, &output) }
    }

    private func show(_ line: Follower<LiveKernel>.DamagedLine, _ output: inout PendingOutput) {
        if let text = renderer.text(damaged: line.bytes) { output.append(text) }
    }

    /// Says something on standard error, unless nobody wants to hear it.
    func tell(_ text: String) {
        if !isQuiet { StandardError.line(text) }
    }

    /// Says something to a person who looks at standard error.
    func tellOnTerminal(_ text: String) {
        if Terminal(of: .error).isTerminal { tell(text) }
    }
}
