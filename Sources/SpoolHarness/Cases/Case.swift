package import SpoolSpec

/// One way of showing whether some clauses hold: a small play in a world of its own.
///
/// A case states what the clauses allow, and never what the reference happens to do.
package struct Case: Sendable {
    /// The name under which it is reported and run again: the clause, a slash, what it tries.
    package let name: String
    /// The clauses of which it may note a violation. They pass only if every case that judges them does.
    package let judges: [ClauseID]
    /// Whose conduct is judged. A recorder that has no such role is not judged by this case.
    package let role: Role
    /// What it cannot do without.
    package let needs: [Need]
    /// The world that it asks for.
    package let arena: ArenaOptions
    /// Seconds after which it is taken for stuck; `nil` leaves that to the suite.
    package let secondsMax: Double?
    /// Whether it searches schedules: then it may take what the search's bounds allow.
    package let isSearch: Bool
    /// The version of the suite that added what it asks to its clauses; `nil` where the first version asked it.
    package let since: String?
    /// The play.
    package let body: @Sendable (Scene) throws -> Void

    /// Describes a case; see ``Scene`` for what its body can do.
    ///
    /// - Parameter body: throws only what the scene and its players throw; a closure's errors are untyped because
    ///   Swift infers no other type for them.
    package init(
        _ name: String, judges: [ClauseID], role: Role, needs: [Need] = [],
        arena: ArenaOptions = ArenaOptions(),
        secondsMax: Double? = nil, isSearch: Bool = false, since: String? = nil,
        body: @escaping @Sendable (Scene) throws -> Void
    ) {
        self.name = name
        self.judges = judges
        self.role = role
        self.needs = needs
        self.arena = arena
        self.secondsMax = secondsMax
        self.isSearch = isSearch
        self.since = since
        self.body = body
    }

    /// Seconds that the suite gives to a case that names none, on a machine of usual speed.
    package static let secondsUsual = 60.0

    /// Seconds after which it is taken for stuck, where the suite gives so many to a case that names none.
    ///
    /// What the case or its search names is for a machine of usual speed. A slow one is told to the suite by a long
    /// deadline, which prolongs this too.
    package func secondsMax(of search: SearchBounds, otherwise seconds: Double) -> Double {
        guard let own = isSearch ? search.secondsMax : secondsMax else { return seconds }
        return own * max(1, seconds / Self.secondsUsual)
    }
}

/// Every case that there is.
package enum Catalogue {
    /// The cases, in the order of the ledger; each list is in the file of its group.
    package static let all: [Case] = [
        nameCases,
        directoryCases,
        directoryRefusalCases,
        directoryUseCases,
        modeCases,
        lockCases,
        livenessCases,
        liveRecorderCases,
        lossCases,
        peerProbeCases,
        startCases,
        strangePlaceCases,
        longLifeCases,
        startHindranceCases,
        stopCases,
        scanCases,
        scanRateCases,
        scanRhythmCases,
        descriptorCases,
        scanContentCases,
        scanSizeCases,
        scanKindCases,
        scanMemberCases,
        crowdCases,
        filterCases,
        filterFlagCases,
        eventCases,
        eventLengthCases,
        hostileEventCases,
        appendCases,
        comingsAndGoingsCases,
        appendTargetCases,
        reapCases,
        reuseCases,
        reuseOfDeadCases,
        followCases,
        followDamageCases,
        hookCases,
        hookSpoolCases,
        growthCases,
        memoryCases,
        leakCases,
        workingTogetherCases,
        sessionCases,
        traceCases,
        injectionCases,
        lockInjectionCases,
        crashCases,
        startRaceCases,
        startLineCases,
        failedStartCases,
        workerRaceCases,
        scheduleCases,
    ].flatMap { $0 }

    /// The case of that name.
    package static func named(_ name: String) -> Case? {
        all.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
