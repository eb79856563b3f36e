package import SpoolSystem

/// Why there is no stage, and what to do about it.
package enum StageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel gave no pipe or no process.
    case resources(Errno)
    /// No directory could be made to play in; what was tried.
    case noArena(String)
    /// The stage program could not be started.
    case program(SpawnError)
    /// The first process said nothing in time.
    case late
    /// The first process was killed before it could say anything.
    case killed

    package var description: String {
        switch self {
        case .resources(let errno): "cannot start a stage: \(errno)"
        case .noArena(let why): "cannot make a directory for a case to play in: \(why)"
        case .program(let error): "cannot start a stage: \(error)"
        case .late: "a stage did not start in time; is the machine overloaded?"
        case .killed: "a stage's first process was killed as it started; is memory short?"
        }
    }
}
