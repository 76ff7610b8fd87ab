package import EventLog
package import LiveState
package import Projection
package import SecretSealing
package import SyncModel

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

    let log: EventLog
    let state: LiveState
    let history: StateHistory
    let sealer: SecretSealer

    package init(log: EventLog, state: LiveState, sealer: SecretSealer) {
        self.log = log
        self.state = state
        history = StateHistory(reader: log.reader)
        self.sealer = sealer
    }

    /// What would be destroyed.
    ///
    /// - Throws: `EventLogError`.
    package func find(_ selection: Selection) async throws -> ShreddableValues {
        var values = ValueHistory()
        try log.reader.forEach(after: .beforeFirst) { values.take($0) }
        let now = state.current
        switch selection {
        case .secret(let path, let key):
            return values.shredding(
                all: { $0.folder.path == path && $0.key == key },
                cause: .secret
            )
        case .sync(let sync):
            let wanted = Set(try now.desiredVariables(of: sync).map(\.valueName))
            let source = now.boundSource(of: sync)
            return values.shredding(
                all: {
                    wanted.contains($0.name)
                        || ($0.folder.path == sync.folder && $0.folder.source == source)
                },
                cause: .sync
            )
        case .superseded(let time, let cause):
            return values.shredding(
                through: try log.reader.position(asOf: time),
                keeping: try await needed(now),
                cause: cause
            )
        }
    }

    /// Records that the values are destroyed, and destroys them.
    ///
    /// - Throws: `EventLogError`; when the event is in the log, the next start does the rest.
    package func shred(_ found: ShreddableValues, by actor: Actor) async throws {
        try finish()
        let starts = stride(from: 0, to: found.places.count, by: Self.placeLimit)
        let events = starts.prefix(Self.eventLimit)
            .map { start in
                let part = found.places.dropFirst(start).prefix(Self.placeLimit)
                let isLast = start + part.count >= found.places.count
                return ValuesShredded(
                    cause: found.cause,
                    places: Array(part),
                    names: isLast ? found.names : []
                )
            }
        if events.isEmpty { return }
        _ = try await log.append(
            AppendRequest(
                actor: actor,
                events: events.map { PendingEvent(.valuesShredded($0)) }
            )
        )
        try finish()
    }

    /// Destroys what the newest such event says is destroyed; again does nothing.
    package func finish() throws {
        guard let last = state.read({ $0.lastShredding }) else { return }
        let events = try log.reader.events(
            EventQuery(
                after: Position(max(0, last.number - Int64(Self.eventLimit))),
                before: last.next,
                limit: Self.eventLimit,
                type: "values.shredded"
            )
        )
        var places: [SealedValueReference] = []
        var names: [ValueName] = []
        for case .valuesShredded(let shredded) in events.map(\.body) {
            // One that was carried out must not touch what its secrets came to hold since.
            let gone = try log.reader.placesWithoutKey(among: shredded.places)
            if gone.count == Set(shredded.places).count { continue }
            places += shredded.places
            names += shredded.names
        }
        if places.isEmpty { return try log.emptyWriteAheadLog() }
        try destroyKeys(at: places, of: names)
    }

    /// Destroys the keys of values, and the fingerprint keys of those names that came to hold no other value meanwhile.
    private func destroyKeys(at places: [SealedValueReference], of names: [ValueName]) throws {
        var values = ValueHistory()
        var seen = Position.beforeFirst
        if !names.isEmpty {
            try log.reader.forEach(after: .beforeFirst) { event in
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
            forget: { sealer.forget($0) }
        )
    }

    /// What folders hold, what was last written, and what pinned syncs want.
    private func needed(_ now: State) async throws -> Set<SealedValueReference> {
        var needed = now.neededValues
        for sync in now.syncs.values {
            guard let pinned = now.statuses[sync.id]?.pinnedTo else { continue }
            let desired = try await history.state(asOf: pinned).desiredVariables(of: sync)
            needed.formUnion(desired.map(\.value))
        }
        return needed
    }
}
