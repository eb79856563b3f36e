/// Why a recording could not be started.
public enum StartFailure: Error, Hashable, Sendable {
    /// What was being done when a system call failed.
    public enum Operation: Hashable, Sendable {
        case makeDirectory, openDirectory, listDirectory, setDirectoryGroup, setDirectoryMode
        case makeRequest, lockRequest, setRequestGroup, setRequestMode, nameRequest
        case removeOldEvents, writeRequest, checkRequest
    }

    /// A system call failed.
    case system(Operation, SystemError)
    /// The spool directory belongs to somebody who is neither root nor the starter (DIR-5).
    case directoryOfAnother(owner: UInt32)
    /// The spool directory has another mode or group, and holds what is none of the protocol's (DIR-5).
    case directoryForOtherUse
    /// Another process holds the lock of this id's request, and held it as long as we waited (LOCK-6).
    case idInUse
    /// Something that is no file stands under the request's name.
    case nameTaken
    /// The request was written only in part, so it was taken back (START-4).
    case shortWrite(written: Int, of: Int)
    /// Somebody removed the request again and again while it was being made (LOCK-5).
    case removedByOthers
}

extension StartFailure: CustomStringConvertible {
    /// What went wrong, in few words: for tables and traces, not for a person who starts a recording.
    public var description: String {
        switch self {
        case .system(let operation, let error): "\(operation) \(error)"
        case .directoryOfAnother(let owner): "the directory belongs to user \(owner)"
        case .directoryForOtherUse: "the directory is for another use"
        case .idInUse: "the id is in use"
        case .nameTaken: "the name is taken"
        case .shortWrite(let written, let wanted): "\(written) of \(wanted) bytes written"
        case .removedByOthers: "removed by others"
        }
    }
}
