package import Commands
package import EventLog
package import Projection
package import SecretSealing
package import SyncModel

/// Destroys values so that nobody can open them, and leaves every proof intact.
///
/// The event that records it is durable before any key is touched; the next start completes an
/// interrupted destruction.
package struct Shredding: Sendable {
    /// Which values.
    package enum Selection: Sendable {
        /// Every value that a secret ever had, from any source.
        case secret(FolderPath, key: String)
        /// Every value that a sync desires, and everything its folder ever held.
        case sync(Sync)
        /// Values from before a time that nothing needs any more.
        case superseded(before: Timestamp, cause: ValuesShredded.Cause)
    }

    let log: EventLog
    let state: CurrentState
    let history: PastStates
    let sealer: SecretSealer

    /// Destroys values of this log; the sealer forgets the keys that are destroyed.
    package init(log: EventLog, state: CurrentState, sealer: SecretSealer) {
        self.log = log
        self.state = state
        history = PastStates(scans: log.ownScans)
        self.sealer = sealer
    }

    /// Finds the values that would be destroyed.
    ///
    /// - Throws: `EventLogError`.
    package func find(_ selection: Selection) async throws -> ShredRequest {
        try await log.ownScans.perform { reader throws(EventLogError) in
            try find(selection, reader)
        }
    }

    /// As the other, within a scan.
    ///
    /// - Throws: `EventLogError`.
    package func find(
        _ selection: Selection,
        _ reader: EventReader
    ) throws(EventLogError) -> ShredRequest {
        let now = state.current
        var values = ValueHistory()
        try reader.forEach(after: .beforeFirst) { values.take($0) }
        let found: ShreddableValues
        var sparesNeededValues = false
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
            sparesNeededValues = true
            found = values.shredding(
                through: try reader.position(asOf: time),
                keeping: try needed(now, reader),
                cause: cause
            )
        }
        return ShredRequest(found, sparesNeededValues: sparesNeededValues, in: now)
    }

    /// Records that values are destroyed, and destroys them after any that were recorded before.
    ///
    /// - Parameters:
    ///   - request: The values that were found.
    ///   - record: Decides the request and appends its events.
    /// - Returns: The values that are destroyed, of those that were found.
    /// - Throws: `EventLogError`, and what `record` throws; if the events are in the log, the next
    ///   start does the rest.
    package func shred(
        _ request: ShredRequest,
        record: @escaping @Sendable () async throws -> Decision.Answer
    ) async throws -> ShreddableValues {
        try await log.destructionsInTurn.perform { [self] in
            try await log.ownScans.perform { reader throws(EventLogError) in try finish(reader) }
            let answer = try await record()
            try await log.ownScans.perform { reader throws(EventLogError) in try finish(reader) }
            guard case .shredded(let values) = answer else { return request.values }
            return values
        }
    }

    /// Records that values are destroyed, and destroys them, on behalf of the server.
    ///
    /// - Throws: `CommandRefusal`, `EventLogError`.
    package func shred(_ request: ShredRequest, by actor: Actor) async throws {
        _ = try await shred(request) { [log, state, sealer] in
            let decision = try state.current.decide(request)
            try await log.append(decision, by: actor, sealer)
            return decision.answer
        }
    }

    /// Destroys what the newest such event says is destroyed; again does nothing.
    ///
    /// It blocks the calling thread, which must be one that nobody else needs.
    package func finish() throws(EventLogError) {
        try finish(log.reader)
    }

    private func finish(_ reader: EventReader) throws(EventLogError) {
        guard let last = state.read({ $0.lastShredding }) else { return }
        let events = try reader.events(
            EventQuery(
                after: Position(max(0, last.number - Int64(ShredRequest.eventLimit))),
                before: last.next,
                limit: ShredRequest.eventLimit,
                type: "values.shredded"
            )
        )
        var places: [SealedValueReference] = []
        var names: [ValueName] = []
        for case .administration(.valuesShredded(let shredded)) in events.map(\.body) {
            // A completed shredding must not touch values that its secrets got since.
            let gone = try reader.placesWithoutKey(among: shredded.places)
            if gone.count == Set(shredded.places).count { continue }
            places += shredded.places
            names += shredded.names
        }
        if places.isEmpty { return try log.eraseKeys() }
        try destroyKeys(at: places, of: names, reader)
    }

    /// Destroys the keys of values, and the fingerprint keys of names that have got no other value
    /// meanwhile.
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

    /// The values that folders hold, that were written last, and that pinned syncs desire.
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

    /// The variables that a sync should have; none while nothing is known of its folder.
    ///
    /// - Throws: `EventLogError.draft` if the sync covers too many secrets to list them.
    private static func desired(
        by sync: Sync,
        in state: State
    ) throws(EventLogError) -> [DesiredVariable] {
        if let desired = state.desired(for: sync) { return desired.variables }
        if let excess = state.excess(of: sync) { throw .draft("\(sync.name): \(excess.message)") }
        return []
    }
}
