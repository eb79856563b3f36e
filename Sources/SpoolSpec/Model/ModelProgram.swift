/// What a process tells the oracle of itself: where its procedures begin and end, and what they came to.
///
/// A judge of strangers hears the same from the driver: what was asked of a process, and what it answered.
public enum Note: Hashable, Sendable {
    /// A client begins to start a recording.
    case starting(RecorderID, Filter)
    /// The start has succeeded; the handle is the locked request's.
    case started(Handle)
    /// The start has failed.
    case startFailed(StartFailure)
    /// A client begins to stop its recording.
    case stopping
    /// The stop is over.
    case stopped
    /// A worker begins to look through the spool.
    case scanning
    /// The look is over: these are taken for alive.
    case scanned([RecorderID])
    /// A worker begins to append the event of this number, its look through the spool being over.
    case handling(UInt8)
    /// The hook returns.
    case handled(UInt8)
    /// Between two procedures: these descriptors must be open, and no others.
    case holding([Handle])
}

/// What a program does next.
public enum ProgramStep: Hashable, Sendable {
    /// It makes a call; `opening` says of what it is the first.
    case call(SpoolCall, opening: Note?)
    /// It tells something, at the moment of the last call's reply.
    case tell(Note)
    /// It ends, and the process with it.
    case done
}

/// A process of the model: procedures, one after another, as a value.
public protocol ModelProgram: Hashable, Sendable {
    /// Takes the reply to the last call, and says what comes next.
    ///
    /// - Parameter reply: the answer to the call that was asked for last; `nil` at the beginning and after
    ///   something was told.
    mutating func next(after reply: SpoolReply?) -> ProgramStep

    /// The events that it handles in its life.
    var events: [ModelEvent] { get }
}

/// An event of the model; its line is as short as a line can be that is torn in different places.
public struct ModelEvent: Hashable, Sendable {
    /// The event's number, which no other event of the scenario has: 1 to 9.
    public let number: UInt8
    /// Its user.
    public let userid: String
    /// Its method.
    public let method: String

    /// An event of a user; one that changes something, if nothing else is said.
    public init(_ number: UInt8, of userid: String, method: String = "POST") {
        self.number = number
        self.userid = userid
        self.method = method
    }

    /// Its line: the number, a full stop, a line feed.
    public var line: [UInt8] { [number, Self.fullStop, 0x0A] }

    /// What filters ask of it.
    public var traits: Event.Traits {
        var traits = Event.Traits()
        traits.userid = userid
        traits.method = method
        return traits
    }

    static let fullStop: UInt8 = 0x2E

    /// The events whose whole lines a follower finds, glued behind a torn one or not (FOLLOW-3), in their order.
    public static func numbers(in contents: [UInt8]) -> [UInt8] {
        var numbers: [UInt8] = []
        for index in contents.indices.dropFirst(2)
        where contents[index] == 0x0A && contents[index - 1] == fullStop {
            numbers.append(contents[index - 2])
        }
        return numbers
    }
}
