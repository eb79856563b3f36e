internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolSpec
internal import SpoolSystem

/// What comes after a recorder that was ended at once: a process of its own that waits until no worker can go by the
/// recording any more, and removes what one has written until then.
///
/// Whoever presses Ctrl-C twice does not wait, but a worker that goes by what it read up to a second ago makes the events
/// file anew, with bodies in it.
enum LateSweep {
    /// Ends this process, and leaves the sweep to another one.
    ///
    /// - Parameters:
    ///   - status: the exit status.
    ///   - id: the recording, whose files are removed so far.
    ///   - location: its spool.
    ///   - nanoseconds: for how long a worker may still write.
    /// - Returns: only where no process can be started; the next worker's look removes what is left then.
    static func end(
        _ status: Int32, after id: RecorderID, at location: SpoolLocation, nanoseconds: Int64
    ) {
        let command = [
            "/proc/self/exe", "clean", CleanCommand.directory.name, location.directory,
            CleanCommand.identifier.name, id.text, CleanCommand.later.name,
            "\(nanoseconds / 1_000_000 + 1)",
        ]
        guard let nowhere = try? Descriptor.open("/dev/null", [.readWrite]),
            let sweep = try? ChildProcess(command, input: nowhere, output: nowhere, error: nowhere)
        else { return }
        // Letting go of it would end it, so this process ends while it holds it.
        let end: (Int32) -> Void = { ThisProcess.end($0) }
        withExtendedLifetime(sweep) { end(status) }
    }
}
