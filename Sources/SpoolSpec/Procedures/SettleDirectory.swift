/// Gives the spool directory another group and mode: those of a spool (DIR-1, DIR-5), or, after a start that failed, those
/// that it had.
///
/// Where the mode of a directory that stood there cannot be set, its group is given back: what fails has changed nothing.
/// A new one is left to whoever starts next, who may have set it right meanwhile.
public struct SettleDirectory: Procedure {
    /// Why it could not be done; `nil` where it was.
    public typealias Outcome = StartFailure?

    private enum State: Hashable, Sendable {
        case idle
        case settingGroup
        case settingMode
        case givingGroupBack(SystemError)
    }

    private let directory: Handle
    private let oldGroup: UInt32
    private let group: UInt32
    private let mode: UInt16
    private let givesBack: Bool
    private var state = State.idle

    /// - Parameters:
    ///   - directory: the directory's handle, which stays open.
    ///   - oldGroup: number of the group that it has.
    ///   - group: number of the group that it is to have.
    ///   - mode: the mode that it is to have.
    ///   - givesBack: whether its group is given back where the mode cannot be set.
    public init(
        _ directory: Handle, from oldGroup: UInt32, to group: UInt32, mode: UInt16, givesBack: Bool
    ) {
        self.directory = directory
        self.oldGroup = oldGroup
        self.group = group
        self.mode = mode
        self.givesBack = givesBack
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        switch state {
        case .idle:
            guard oldGroup != group else { return setMode() }
            state = .settingGroup
            return .call(.setGroup(directory, group))
        case .settingGroup:
            if case .failed(let error) = reply { return .done(.system(.setDirectoryGroup, error)) }
            return setMode()
        case .settingMode:
            guard case .failed(let error) = reply else { return .done(nil) }
            guard givesBack, oldGroup != group else { return .done(.system(.setDirectoryMode, error)) }
            state = .givingGroupBack(error)
            return .call(.setGroup(directory, oldGroup))
        case .givingGroupBack(let error):
            return .done(.system(.setDirectoryMode, error))
        }
    }

    private mutating func setMode() -> Step<Outcome> {
        state = .settingMode
        return .call(.setMode(directory, mode))
    }
}
