internal import Glibc

/// When a request was read from the recording. An event itself does not say when it happened.
package struct Moment: Hashable, Sendable {
    /// Seconds since 1 January 1970, in UTC.
    package let seconds: Int64
    /// By how many seconds the reader's local time is ahead of UTC then.
    package let secondsAhead: Int

    /// A time, and the reader's time zone then.
    package init(seconds: Int64, secondsAhead: Int) {
        self.seconds = seconds
        self.secondsAhead = secondsAhead
    }

    /// As JSON has it, in a form that jq's `fromdate` reads: `2026-11-28T14:49:05Z`.
    package var utcText: String {
        let (day, time) = Self.parts(seconds)
        return "\(day)T\(time)Z"
    }

    /// As a person reads it: `2026-11-28 15:49:05+0100`.
    package var localText: String {
        let (day, time) = Self.parts(seconds + Int64(secondsAhead))
        let minutes = abs(secondsAhead) / 60
        return
            "\(day) \(time)\(secondsAhead < 0 ? "-" : "+")\(Self.twoDigits(minutes / 60))"
            + Self.twoDigits(minutes % 60)
    }

    /// The day and the time of day, by the Gregorian calendar.
    private static func parts(_ seconds: Int64) -> (day: String, time: String) {
        var (seconds, broken) = (time_t(seconds), tm())
        gmtime_r(&seconds, &broken)
        let month = twoDigits(Int(broken.tm_mon) + 1)
        let date = "\(Int(broken.tm_year) + 1900)-\(month)-\(twoDigits(Int(broken.tm_mday)))"
        let time = [broken.tm_hour, broken.tm_min, broken.tm_sec].map { twoDigits(Int($0)) }
        return (date, time.joined(separator: ":"))
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
