internal import SpoolSpec
internal import SpoolSystem

/// A start that was asked for on an id whose recording is alive.
struct SecondStart {
    /// Who was asked: the client itself, or another process that has the id in a PID namespace of its own.
    let by: StressProcess
    /// When it was answered, or its process found dead.
    var answeredAt: Int64?
}

/// One recording, from the question for its start until its account is settled.
final class StressRecording {
    /// How it ended.
    enum End { case stopped, killed, left }

    /// Its number in this run.
    let number: Int
    let client: StressProcess
    let filter: Int
    var mask: UInt64 { StressWorkload.masks[filter] }
    /// The same id's recordings before this one: what their filters took and when the last of them ended.
    let formerMask: UInt64
    let formerEndedAt: Int64?
    let startAskedAt: Int64
    var startedAt: Int64?
    var id = ""
    var endAskedAt: Int64?
    var end: End?
    /// When stop was answered, or its client found dead.
    var endedAt: Int64?
    /// The last start on its id while it was alive.
    var secondStart: SecondStart?
    /// Whether its files were taken or changed; then nothing more is demanded of it.
    var isSpoiled = false

    /// The files, open for reading; -1 where there is none yet.
    var request: Int32 = -1
    var events: Int32 = -1
    var requestInode: UInt64 = 0
    /// What the request file said at the first look.
    var requestContents: [UInt8] = []
    /// Whether the file system was full for a time while the start was under way.
    var startedWhileFull = false
    var eventsInode: UInt64 = 0
    var wasLookedAt = false
    /// When its files were looked at last.
    var lookedAt: Int64 = 0
    /// How far the events file was read.
    var offset: Int64 = 0
    /// How far what was read was given back to the file system.
    var released: Int64 = 0
    /// The beginning of a line whose end was not there yet.
    var partial: [UInt8] = []
    /// By worker process number.
    var accounts: [Int: StressAccount] = [:]
    /// Pieces of lines that do not tell whose they are.
    var namelessPieces = 0
    /// A damaged line's event, whose other pieces are its consequences.
    var broken: Set<EventIdentity> = []

    init(
        number: Int, client: StressProcess, filter: Int, formerMask: UInt64, formerEndedAt: Int64?,
        startAskedAt: Int64
    ) {
        self.number = number
        self.client = client
        self.filter = filter
        self.formerMask = formerMask
        self.formerEndedAt = formerEndedAt
        self.startAskedAt = startAskedAt
    }

    deinit {
        for descriptor in [request, events] where descriptor >= 0 { _ = Descriptor(owning: descriptor) }
    }

    /// Whether what was found only now may be a second start's work: one has been under way since the last look.
    var isSecondStartNew: Bool { secondStart.map { $0.answeredAt ?? .max >= lookedAt } ?? false }
    var isLive: Bool { startedAt != nil && endAskedAt == nil }
    var isReuse: Bool { formerEndedAt != nil }
    var requestName: String { id + ".req" }
    var eventsName: String { id + ".events" }

    /// How texts call it.
    var title: String {
        let filter = StressWorkload.filters[filter]
        let who = filter.userid.map { "userid \($0)" } ?? "everyone"
        return "recording \(number) (id \(id), \(who)\(filter.all ? ", all" : ""))"
    }
}
