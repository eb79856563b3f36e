public import SpoolSpec

/// Where the spool is and to whom it belongs.
public struct SpoolLocation: Hashable, Sendable {
    /// The directory, as an absolute path.
    public var directory: String
    /// The group whose members are the workers: its name, or its number.
    public var group: String

    /// - Parameters:
    ///   - directory: absolute path; by default the published recorder's.
    ///   - group: a group's name or number; by default the published recorder's.
    public init(directory: String = "/run/pve-api-record", group: String = "www-data") {
        self.directory = directory
        self.group = group
    }
}

/// Why a recording was not started, in words for the person who wanted it.
public enum RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The machine has no such group (DIR-6).
    case noSuchGroup(String)
    /// The protocol's start ended otherwise than with a recording.
    case start(StartFailure, RecorderID, SpoolLocation)
    /// The request was removed or taken out of the workers' reach, and could not be made again (LOCK-8, LOCK-9).
    case lost(RecorderID, SpoolLocation)

    /// Names the operation, the path, and what to do.
    public var description: String {
        switch self {
        case .noSuchGroup(let name):
            return "there is no group '\(name)': create it, or name the workers' group with --group"
        case .start(let failure, let id, let location):
            return failure.text(id, location)
        case .lost(let id, let location):
            return
                "\(location.directory)/\(id).req was removed by somebody else, or taken out of the workers' reach, "
                + "and the recording ended with it"
        }
    }
}

extension StartFailure {
    fileprivate func text(_ id: RecorderID, _ location: SpoolLocation) -> String {
        let directory = location.directory
        let request = "\(directory)/\(id).req"
        switch self {
        case .system(let operation, let error):
            let (what, path, hint) = operation.words(directory, request, location.group)
            return "\(what) \(path): \(errorText(error)); \(hint)"
        case .directoryOfAnother(let owner):
            return "\(directory) belongs to user \(owner), neither to root nor to you: "
                + "a recording there would be in that user's hands; remove it, or choose another directory"
        case .directoryForOtherUse:
            return
                "\(directory) has another mode or group than a spool, and holds files that are no spool's: "
                + "nothing was changed; choose another directory, or move those files"
        case .idInUse:
            return "\(request) is locked by another process: a recording with this id is running"
        case .nameTaken:
            return "\(request) is no regular file: remove it"
        case .shortWrite(let written, let all):
            return "writing \(request): only \(written) of \(all) bytes fitted; make room on the file system"
        case .removedByOthers:
            return "\(request) was removed again and again while the recording started: see who does that"
        }
    }
}

extension StartFailure.Operation {
    fileprivate func words(
        _ directory: String, _ request: String, _ group: String
    ) -> (what: String, path: String, hint: String) {
        switch self {
        case .makeDirectory: ("making the spool directory", directory, "may you write beside it?")
        case .openDirectory:
            (
                "opening the spool directory", directory,
                "it must be a directory, no symbolic link, and yours to use"
            )
        case .listDirectory: ("looking through", directory, "see the file system's state")
        case .setDirectoryGroup: ("giving the group \(group) to", directory, "this needs root or membership")
        case .setDirectoryMode: ("setting the mode of", directory, "this needs its owner or root")
        case .makeRequest:
            (
                "making an unnamed file in", directory,
                "a tmpfs, ext4, xfs or btrfs with room is needed, and write access"
            )
        case .lockRequest: ("locking", request, "the file system must support flock(2)")
        case .setRequestGroup: ("giving the group \(group) to", request, "this needs root or membership")
        case .setRequestMode: ("setting the mode of", request, "see the file system's mount options")
        case .nameRequest: ("naming", request, "is /proc mounted, and the directory writable?")
        case .removeOldEvents: ("removing the old events file of", request, "see what stands there")
        case .writeRequest: ("writing", request, "make room on the file system")
        case .checkRequest: ("checking", request, "see the file system's state")
        }
    }
}
