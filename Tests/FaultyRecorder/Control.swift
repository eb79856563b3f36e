package import SpoolSpec

/// A recorder with all the machinery of a fault and none of its effect.
///
/// What the judge finds wrong with one of these is wrong with the machinery, and no fault that uses it would prove
/// anything.
package struct Control: Sendable, CustomStringConvertible {
    /// Under which it is asked for.
    package let name: String
    /// The clauses that it must not break.
    package let keeps: [ClauseID]
    let spoil: @Sendable (Sabotage) -> Void

    private init(_ name: String, keeps: [ClauseID], spoil: @escaping @Sendable (Sabotage) -> Void) {
        self.name = "control/\(name)"
        self.keeps = keeps
        self.spoil = spoil
    }

    /// One for each piece of machinery.
    package static let all: [Control] = [
        Control("names", keeps: ["NAME-1", "NAME-3", "NAME-4", "NAME-5", "REAP-1"]) {
            $0.readNames { SpoolName(fileName: $0) }
        },
        Control("request-names", keeps: ["NAME-1", "START-1", "LOCK-1", "STOP-1", "REUSE-2"]) {
            $0.nameRequests { "\($0).req" }
        },
        Control("requests", keeps: ["SCAN-4", "SCAN-5", "SCAN-7", "REUSE-1", "LOCK-3"]) {
            $0.rewriteRequests { _, bytes in bytes }
        },
        Control(
            "rules",
            keeps: [
                "FILTER-1", "FILTER-2", "FILTER-3", "FILTER-4", "FILTER-5", "FILTER-6", "REUSE-1", "EVENT-2",
            ]
        ) { $0.decide { $0.wants($1) } },
        Control(
            "lines", keeps: ["EVENT-1", "EVENT-2", "EVENT-3", "EVENT-4", "EVENT-5", "APPEND-2", "APPEND-3"]
        ) { $0.writeLines { $1 } },
        Control("life", keeps: ["LOCK-3", "LOCK-4", "REAP-1", "REAP-2"]) {
            $0.judgeLife { _, isHeld, _ in isHeld }
        },
        Control("collects-late", keeps: ["HOOK-2"]) { sabotage in
            // Up to 8 MiB of garbage, and then none.
            var garbage: [[UInt8]] = []
            var events = 0
            sabotage.before("record") {
                events += 1
                if events % 100 == 0 { garbage.append([UInt8](repeating: 1, count: 256 << 10)) }
                if garbage.count == 32 { garbage = [] }
            }
        },
        Control("warms-up", keeps: ["HOOK-2"]) { sabotage in
            // 3 MiB more with each doubling of the number of events.
            var kept: [[UInt8]] = []
            var events = 0
            sabotage.before("record") {
                events += 1
                if events & (events - 1) == 0 { kept.append([UInt8](repeating: 1, count: 3 << 20)) }
            }
        },
        Control("bytes", keeps: ["FOLLOW-1", "FOLLOW-2", "FOLLOW-3", "FOLLOW-4", "FOLLOW-5"]) {
            $0.showBytes { $1 }
        },
        Control("shown-lines", keeps: ["FOLLOW-1", "FOLLOW-2", "FOLLOW-3", "FOLLOW-4", "FOLLOW-5"]) {
            $0.showLines { [$0] }
        },
    ]

    /// The name.
    package var description: String { name }

    /// What is to be done to the recorder of that name, a control or a fault.
    static func sabotage(named name: String) -> (@Sendable (Sabotage) -> Void)? {
        all.first { $0.name.isSameText(as: name) }?.spoil ?? Fault.named(name)?.spoil
    }
}
