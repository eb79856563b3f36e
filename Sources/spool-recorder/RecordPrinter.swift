internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolFormatting
internal import SpoolSpec
internal import SpoolSystem

/// Says what is recorded: requests on standard output or in a file, notes on standard error.
struct RecordPrinter {
    static let isAskedToEnd =
        "Ending: workers may write for another second; then the files are removed. Ctrl-C removes them at once."

    let renderer: EventRenderer
    /// Which requests are printed, of those that are recorded.
    let selection: EventSelection
    let isQuiet: Bool
    /// Whether requests are shown in colours.
    let isPainted: Bool
    /// Whether the commands become one script, in which each hidden value has a variable of its own.
    let isScript: Bool
    /// How many requests are still to be printed; `nil` for any number.
    var remaining: Int?
    /// The script's variables so far.
    private(set) var variables = SecretVariables()

    /// Whether all that was asked for is printed.
    var isDone: Bool { remaining == 0 }

    init(
        _ renderer: EventRenderer, _ selection: EventSelection, isQuiet: Bool, isPainted: Bool,
        isScript: Bool, remaining: Int?
    ) {
        self.renderer = renderer
        self.selection = selection
        self.isQuiet = isQuiet
        self.isPainted = isPainted
        self.isScript = isScript
        self.remaining = remaining
    }

    /// Prints what a look at the events file has brought.
    ///
    /// - Parameters:
    ///   - output: where requests go.
    ///   - notes: where it is said that lines were skipped.
    mutating func print(
        _ news: Follower<LiveKernel>.News, to output: inout PendingOutput, _ notes: inout PendingOutput
    ) {
        if news.skipped > 0 {
            tell("Note: \(counted(news.skipped, "damaged line")) skipped.", &notes)
        }
        var damaged = news.damaged[...]
        let moment = Moment.now
        for (place, written) in news.events.enumerated() {
            guard !isDone else { return }
            while let line = damaged.first, line.place <= place {
                show(damaged.removeFirst(), &output)
            }
            let event = written.event
            guard selection.takes(event) else { continue }
            if !isScript { variables = SecretVariables() }
            append(renderer.text(event, at: moment, &variables), &output)
            remaining = remaining.map { $0 - 1 }
        }
        guard !isDone else { return }
        for line in damaged { show(line, &output) }
    }

    private func show(_ line: Follower<LiveKernel>.DamagedLine, _ output: inout PendingOutput) {
        if let text = renderer.text(damaged: line.bytes) { append(text, &output) }
    }

    private func append(_ text: String, _ output: inout PendingOutput) {
        output.append(isPainted ? LinePaint.painted(text) : text)
    }

    /// Says something on standard error, unless nobody wants to hear it. To be called before the session, when nobody
    /// can have filled that yet.
    func tell(_ text: String) {
        if !isQuiet { StandardError.line(text) }
    }

    /// Says something as soon as there is room for it, unless nobody wants to hear it.
    func tell(_ text: String, _ notes: inout PendingOutput) {
        if !isQuiet { notes.append(PrintableText.shown(text) + "\n") }
    }

    /// Says something to a person who looks at standard error.
    func tellOnTerminal(_ text: String, _ notes: inout PendingOutput) {
        if Terminal(of: .error).isTerminal { tell(text, &notes) }
    }
}

extension Moment {
    /// The time now.
    static var now: Moment {
        let now = WallClock.now
        return Moment(seconds: now / 1_000_000_000, secondsAhead: WallClock.secondsAheadOfUTC(at: now))
    }
}
