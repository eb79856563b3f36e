internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolSystem

/// Says when workers can know of the recording, and when none looks at it.
///
/// A worker looks at the spool when it handles a request, and at most once a second.
struct LookNotes {
    /// After so long every worker that handles a request looks at the spool anew (SCAN-1), in nanoseconds.
    private static let knownAfter: Int64 = 1_000_000_000
    /// A silence of so many nanoseconds is told; after each note one that is so many times as long.
    private static let firstSilence: Int64 = 5_000_000_000
    private static let silenceGrowth: Int64 = 10

    private let location: SpoolLocation
    private let begunAt: Int64
    private var silence = firstSilence
    private var toldAt: Int64?
    private var isReady = false

    /// - Parameter isReady: whether nothing is said of when workers can know.
    init(_ location: SpoolLocation, isReady: Bool) {
        self.location = location
        self.isReady = isReady
        begunAt = MonotonicClock.now
    }

    /// When the recorder is ready.
    var readyAt: Int64 { isReady ? begunAt : begunAt + Self.knownAfter }

    /// What is to be said now.
    ///
    /// - Parameter watch: sees who looks at the request.
    mutating func texts(at now: Int64, _ watch: borrowing EventsWatch) -> [String] {
        var texts: [String] = []
        if !isReady, now >= readyAt {
            isReady = true
            texts.append("Ready: every worker that handles a request from now on records it.")
        }
        // Without notices nobody sees who looks.
        guard watch.limit == nil else { return texts }
        if let toldAt {
            guard let lookedAt = watch.lookedAt, lookedAt > toldAt else { return texts }
            self.toldAt = nil
            silence *= Self.silenceGrowth
            texts.append("Note: a worker has looked at the recording's request now.")
        } else if now - (watch.lookedAt ?? begunAt) >= silence {
            toldAt = now
            texts.append(
                "Note: no worker has looked at the recording's request for \(silence / 1_000_000_000) s, so no server seems "
                    + "to record. Check that the server's recording is switched on (its request_recording flag), that its "
                    + "workers are in the group \(location.group), and that their directory is \(location.directory). A "
                    + "server that handles no request does not look either.")
        }
        return texts
    }
}
