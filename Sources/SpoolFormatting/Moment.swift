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
        let daySeconds = 86_400
        var days = Int(seconds) / daySeconds
        var rest = Int(seconds) % daySeconds
        if rest < 0 {
            rest += daySeconds
            days -= 1
        }
        // Counted in years that begin in March, so that a leap day is a year's last.
        days += 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(year)-\(twoDigits(month))-\(twoDigits(day))"
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map(twoDigits).joined(separator: ":")
        return (date, time)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
