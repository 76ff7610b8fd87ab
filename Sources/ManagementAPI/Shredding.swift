package import EventLog
package import LiveLog
package import Projection
package import SecretSealing
package import SyncModel
internal import Synchronization

/// Destroys values so that nobody can open them, and leaves every proof as it is.
///
/// The event that says so is durable before a key is touched; what a crash cut off is finished at the next start.
package struct Shredding: Sendable {
    /// How many values one event names at most.
    private static let placeLimit = 5000
    /// How many events one shredding takes at most.
    private static let eventLimit = 1000

    /// Which values.
    package enum Selection: Sendable {
        /// Every value a secret ever had, from whatever source.
        case secret(FolderPath, key: String)
        /// Every value of what a sync wants, and of everything its folder ever held.
        case sync(Sync)
        /// Values from before a time that nothing needs any more.
        case superseded(before: Timestamp, cause: ValuesShredded.Cause)
    }

    /// What was found, and what it relies on.
    package struct Finding: Sendable {
        package let values: ShreddableValues
        fileprivate let isOfSuperseded: Bool
        /// Where syncs were pinned to.
        fileprivate let pins: [String: Position]
    }

    let log: EventLog
    let state: CurrentState
    let history: PastStates
    let sealer: SecretSealer

    package init(log: EventLog, state: CurrentState, sealer: SecretSealer) {
        self.log = log
        self.state = state
        history = PastStates(scans: log.ownScans)
        self.sealer = sealer
    }

    /// What would be destroyed.
    ///
    /// - Throws: `EventLogError`.
    package func find(_ selection: Selection) async throws -> Finding {
        try await log.ownScans.perform { reader throws(EventLogError) in
            try find(selection, reader)
        }
    }

    /// As the other, within a scan.
    func find(_ selection: Selection, _ reader: EventReader) throws(EventLogError) -> Finding {
        let now = state.current
        var values = ValueHistory()
        try reader.forEach(after: .beforeFirst) { values.take($0) }
        let found: ShreddableValues
        var isOfSuperseded = false
        switch selection {
        case .secret(let path, let key):
            found = values.shredding(
                all: { $0.folder.path == path && $0.key == key },
                cause: .secret
            )
        case .sync(let sync):
            let wanted = Set(try Self.desired(by: sync, in: now).map(\.valueName))
            let source = now.boundSource(of: sync)
            found = values.shredding(
                all: {
                    wanted.contains($0.name)
                        || ($0.folder.path == sync.folder && $0.folder.source == source)
                },
                cause: .sync
            )
        case .superseded(let time, let cause):
            isOfSuperseded = true
            found = values.shredding(
                through: try reader.position(asOf: time),
                keeping: try needed(now, reader),
                cause: cause
            )
        }
        return Finding(values: found, isOfSuperseded: isOfSuperseded, pins: Self.pins(of: now))
    }

    /// Records that the values are destroyed, and destroys them, after any that were found before.
    ///
    /// - Parameters:
    ///   - finding: What was found.
    ///   - record: Appends events in a moment when nothing else is decided, or refuses.
    /// - Returns: What was destroyed: of superseded values only those that are not needed again.
    /// - Throws: `EventLogError`, and what `record` throws; when the events are in the log, the next start does the rest.
    package func shred(
        _ finding: Finding,
        record:
            @escaping @Sendable (
                _ events: @escaping @Sendable () throws -> [PendingEvent]
            ) async throws -> Void
    ) async throws -> ShreddableValues {
        try await log.destructionsInTurn.perform { [self] in
            try await log.ownScans.perform { reader throws(EventLogError) in try finish(reader) }
            let shredded = Mutex(finding.values)
            try await record {
                let still = try stillMeant(finding)
                shredded.withLock { $0 = still }
                return Self.events(for: still)
            }
            try await log.ownScans.perform { reader throws(EventLogError) in try finish(reader) }
            return shredded.withLock(\.self)
        }
    }

    /// As the other, on behalf of nobody who could decide something meanwhile.
    package func shred(_ finding: Finding, by actor: Actor) async throws {
        _ = try await shred(finding) { [log] events in
            let events = try events()
            if events.isEmpty { return }
            _ = try await log.append(AppendRequest(actor: actor, events: events))
        }
    }

    private static func events(for found: ShreddableValues) -> [PendingEvent] {
        let starts = stride(from: 0, to: found.places.count, by: placeLimit)
        return starts.prefix(eventLimit)
            .map { start in
                let part = found.places.dropFirst(start).prefix(placeLimit)
                let isLast = start + part.count >= found.places.count
                return PendingEvent(
                    .administration(
                        .valuesShredded(
                            ValuesShredded(
                                cause: found.cause,
                                places: Array(part),
                                names: isLast ? found.names : []
                            )
                        )
                    )
                )
            }
    }

    /// What of it is still to be destroyed: of superseded values those that nothing came to need since they were found.
    private func stillMeant(_ finding: Finding) throws(EventLogError) -> ShreddableValues {
        guard finding.isOfSuperseded else { return finding.values }
        let now = state.current
        // What a pinned sync wants is in the log, which is not searched again here.
        guard Self.pins(of: now) == finding.pins else {
            throw .draft("a sync was pinned or unpinned while values were looked for; ask again")
        }
        return finding.values.without(now.neededValues)
    }

    /// Destroys what the newest such event says is destroyed; again does nothing.
    ///
    /// It blocks the caller's thread, which must be one that nobody else needs.
    package func finish() throws(EventLogError) {
        try finish(log.reader)
    }

    private func finish(_ reader: EventReader) throws(EventLogError) {
        guard let last = state.read({ $0.lastShredding }) else { return }
        let events = try reader.events(
            EventQuery(
                after: Position(max(0, last.number - Int64(Self.eventLimit))),
                before: last.next,
                limit: Self.eventLimit,
                type: "values.shredded"
            )
        )
        var places: [SealedValueReference] = []
        var names: [ValueName] = []
        for case .administration(.valuesShredded(let shredded)) in events.map(\.body) {
            // One that was carried out must not touch what its secrets came to hold since.
            let gone = try reader.placesWithoutKey(among: shredded.places)
            if gone.count == Set(shredded.places).count { continue }
            places += shredded.places
            names += shredded.names
        }
        if places.isEmpty { return try log.eraseKeys() }
        try destroyKeys(at: places, of: names, reader)
    }

    /// Destroys the keys of values, and the fingerprint keys of those names that came to hold no other value meanwhile.
    private func destroyKeys(
        at places: [SealedValueReference],
        of names: [ValueName],
        _ reader: EventReader
    ) throws(EventLogError) {
        var values = ValueHistory()
        var seen = Position.beforeFirst
        if !names.isEmpty {
            try reader.forEach(after: .beforeFirst) { event in
                values.take(event)
                seen = event.position
            }
        }
        let used = values.names
        try log.destroyKeys(
            at: places,
            of: names.filter { !used.contains($0) },
            unusedThrough: seen,
            namesIn: ValueHistory.names(in:),
            forget: { [sealer] in sealer.forget($0) }
        )
    }

    /// What folders hold, what was last written, and what pinned syncs want.
    private func needed(
        _ now: State,
        _ reader: EventReader
    ) throws(EventLogError) -> Set<SealedValueReference> {
        var needed = now.neededValues
        for sync in now.syncs.values {
            guard let pinned = now.statuses[sync.id]?.pinnedTo else { continue }
            let wanted = try Self.desired(by: sync, in: history.state(asOf: pinned, from: reader))
            needed.formUnion(wanted.map(\.value))
        }
        return needed
    }

    /// What a sync wants; nothing while nothing is known of its folder.
    ///
    /// - Throws: `EventLogError.draft` where the sync is about too much for that to be said.
    private static func desired(
        by sync: Sync,
        in state: State
    ) throws(EventLogError) -> [DesiredVariable] {
        if let desired = state.desired(for: sync) { return desired.variables }
        if let excess = state.excess(of: sync) { throw .draft("\(sync.name): \(excess.message)") }
        return []
    }

    private static func pins(of state: State) -> [String: Position] {
        state.statuses.compactMapValues(\.pinnedTo)
    }
}
