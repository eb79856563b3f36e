// Put into a copy of the package by scripts/mutate; no part of it otherwise.

/// A program of the model that makes its calls as the mutant does: some not at all, some one call later.
public struct Mutated<Program: ModelProgram>: ModelProgram {
    private var program: Program
    private var late: SpoolCall?
    private var hasMadeCall = false
    private var held: SpoolReply?
    private var toSay: ProgramStep?

    /// - Parameter program: what is to be mutated.
    public init(_ program: Program) { self.program = program }

    /// See `ModelProgram`.
    public var events: [ModelEvent] { program.events }

    /// See `ModelProgram`.
    public mutating func next(after reply: SpoolReply?) -> ProgramStep {
        if let step = toSay {
            toSay = nil
            return step
        }
        var answer = reply
        if let reply = held {
            held = nil
            answer = reply
        } else if hasMadeCall, let call = late {
            late = nil
            held = reply
            hasMadeCall = false
            return .call(call, opening: nil)
        }
        hasMadeCall = false
        var opening: Note?
        while true {
            let step = program.next(after: answer)
            guard case .call(let call, let note) = step else {
                guard let call = late else { return step }
                late = nil
                toSay = step
                return .call(call, opening: opening)
            }
            opening = note ?? opening
            switch call.alteration {
            case .omitted(let omitted): answer = omitted.assumed
            case .later(let later):
                if let call = late {
                    late = later
                    held = later.assumed
                    return .call(call, opening: opening)
                }
                late = later
                answer = later.assumed
            case .none:
                hasMadeCall = true
                return .call(call, opening: opening)
            }
        }
    }
}
