import ReferenceRecorder
import SpoolSpec
import SpoolSystem
import Testing

/// A recorder that nobody can write to any more says so within two seconds, and makes it good.
@Suite struct `A recorder out of the workers' reach` {
    /// What is done to a spool, and what is told.
    enum Harm: String, CaseIterable {
        case spoolMoved, spoolMountedOver, spoolModeTaken, spoolGroupTaken, requestModeTaken
        case requestEmptied, requestReplaced, requestRemoved

        var note: String {
            switch self {
            case .spoolModeTaken, .spoolGroupTaken, .requestModeTaken: "it is set right"
            default: "the request was made again"
            }
        }

        func happen(to run: RecordRun) throws {
            let directory = run.location.directory
            switch self {
            case .spoolMoved: try FileSystem.rename(directory, to: directory + "-moved")
            case .spoolMountedOver:
                guard try Harm.succeeds(["mount", "-t", "tmpfs", "-o", "mode=700", "tmpfs", directory]) else {
                    try Test.cancel("nothing can be mounted here")
                }
            case .spoolGroupTaken:
                do {
                    try FileSystem.setOwner(directory, owner: nil, group: UserAccount.effectiveGroup + 1)
                } catch { try Test.cancel("no group can be given away here: \(error)") }
            case .spoolModeTaken: try FileSystem.setMode(directory, 0o700)
            case .requestModeTaken: try FileSystem.setMode(run.requestPath, 0o600)
            case .requestEmptied:
                try Descriptor.open(run.requestPath, [.writeOnly]).setLength(0)
            case .requestReplaced:
                try FileSystem.unlink(run.requestPath)
                _ = try Descriptor.open(run.requestPath, [.writeOnly, .create], mode: 0o640)
            case .requestRemoved: try FileSystem.unlink(run.requestPath)
            }
        }

        /// Undoes what would outlive the test.
        func end(in directory: String) {
            if self == .spoolMountedOver { _ = try? Harm.succeeds(["umount", directory]) }
            try? FileSystem.removeDirectory(directory + "-moved")
        }

        private static func succeeds(_ command: [String]) throws -> Bool {
            var process = try PipedProcess(command)
            return try process.process.wait(until: MonotonicClock.now + 10_000_000_000) == .exited(0)
        }
    }

    @Test(.timeLimit(.minutes(20)), arguments: Harm.allCases)
    func `tells within two seconds, once, and records again`(_ harm: Harm) throws {
        let run = try RecordRun(["--wait", "off"])
        var worker = PublishedWorker(run.location.directory)
        worker.record(Event(method: "DELETE", path: "/before", userid: "a@pam"))
        // What was written to the old events file is read before that is gone.
        MonotonicClock.sleep(nanoseconds: 100_000_000)
        defer { harm.end(in: run.location.directory) }
        try harm.happen(to: run)
        let began = MonotonicClock.now
        #expect(try run.waitForNote(harm.note, until: began + 2_000_000_000), "\(run.notes)")
        // Another note would have come by now.
        MonotonicClock.sleep(nanoseconds: 1_200_000_000)
        worker.record(Event(method: "DELETE", path: "/after", userid: "a@pam"))
        let (lines, exit) = try run.end()
        _ = try run.waitForNote("\u{0}", until: run.deadline)
        #expect(
            lines == ["pvesh delete /before", "pvesh delete /after"] && exit == .exited(0), "\(run.notes)")
        #expect(run.notes.split(separator: "\n").count { $0.contains(harm.note) } == 1, "\(run.notes)")
        #expect(try Descriptor.open(run.location.directory, [.readOnly, .directory]).allEntries().isEmpty)
    }

    @Test(.timeLimit(.minutes(20)))
    func `ends with status 1 where nothing can be made good`() throws {
        let run = try RecordRun(["--wait", "off"])
        // A file in the place of the directory.
        try FileSystem.rename(run.location.directory, to: run.location.directory + "-moved")
        _ = try Descriptor.open(run.location.directory, [.writeOnly, .create], mode: 0o600)
        let began = MonotonicClock.now
        #expect(try run.waitForNote("Error: ", until: began + 2_000_000_000), "\(run.notes)")
        #expect(try run.recorder.process.wait(until: run.deadline) == .exited(1))
        try FileSystem.unlink(run.location.directory)
        // Only an empty directory can be removed: its files went with the recording.
        try FileSystem.removeDirectory(run.location.directory + "-moved")
    }
}
