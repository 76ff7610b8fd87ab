import EventLog
import LiveLog
import Projection
import SecretSealing
import SyncEngine
import SyncModel
import Testing

/// One life of the server: a log, its state and an engine at work.
final class EngineSession: Sendable {
    let log: EventLog
    let state: CurrentState
    let sealer: SecretSealer
    let engine: SyncEngine
    private let running: Task<Void, Never>

    init(log: EventLog, state: CurrentState, sealer: SecretSealer, engine: SyncEngine) {
        self.log = log
        self.state = state
        self.sealer = sealer
        self.engine = engine
        running = Task { await engine.run() }
    }

    /// Ends as at SIGTERM.
    func stop() async {
        state.finish()
        await running.value
        await log.close()
    }

    /// Ends in the middle of whatever is under way.
    func crash() async {
        running.cancel()
        await running.value
        await log.close()
    }

    /// Returns once the state is as wanted.
    func until(_ isAsWanted: @Sendable (State) -> Bool) async {
        let changes = state.changes()
        if state.read(isAsWanted) { return }
        for await _ in changes where state.read(isAsWanted) { return }
        reportLatest()
    }

    /// Says what was recorded last when a test waited in vain: for too long, or past the end.
    private func reportLatest() {
        let latest = (try? events().suffix(20)) ?? []
        let lines = latest.map { "\($0.position.number) \($0.body.type) \($0.body.syncID ?? "")" }
        Issue.record("this never came; the last events: \(lines.joined(separator: ", "))")
    }

    /// Returns once an event after a position is as wanted; each event is read once.
    func firstEvent(
        after position: Position,
        _ isAsWanted: (RecordedEvent) -> Bool
    ) async throws {
        let changes = state.changes()
        var seen = position
        func isThere() throws -> Bool {
            let events = try log.reader.events(EventQuery(after: seen, limit: 100_000))
            seen = events.last?.position ?? seen
            return events.contains(where: isAsWanted)
        }
        if try isThere() { return }
        for await _ in changes where try isThere() { return }
        reportLatest()
    }

    /// Returns once the newest wishes of a sync are at Checkly.
    func pushed(_ id: String = "sync-1") async {
        await until { state in
            guard let sync = state.syncs[id], let status = state.statuses[id] else { return true }
            return status.openRun == nil && status.status == .succeeded
                && state.pendingRun(of: sync) == nil
        }
    }

    /// Returns once a run after the given one failed.
    @discardableResult
    func failed(_ id: String = "sync-1", after run: String? = nil) async -> SyncStatus? {
        await until { state in
            let status = state.statuses[id]
            return status?.openRun == nil && status?.status == .failed && status?.lastJobID != run
        }
        return status(id)
    }

    func status(_ id: String = "sync-1") -> SyncStatus? { state.current.statuses[id] }

    /// Returns once the engine has looked at everything recorded so far, by a push to the other
    /// account.
    func lookedAtAll() async throws {
        if state.current.syncs["probe"] == nil {
            try await addSync("probe", account: EngineBench.otherAccount, folder: "/probe")
        }
        try await set(["PROBE": "\(log.head.number)"], in: "/probe")
        await pushed("probe")
    }

    func events() throws -> [RecordedEvent] {
        try log.reader.events(EventQuery(limit: 100_000))
    }

    /// Returns the position of the last one: by now the engine may have recorded more.
    @discardableResult
    func record(_ bodies: EventBody..., source: String? = nil) async throws -> Position {
        let outcome = try await log.append(
            AppendRequest(source: source, events: bodies.map { PendingEvent($0) })
        )
        switch outcome {
        case .recorded(_, let last): return last
        case .duplicate(let position): return position
        }
    }

    func addConnection(
        _ id: String = "connection",
        apiKey: String = EngineBench.apiKey,
        isNew: Bool = true
    ) async throws {
        let sealer = sealer
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, _) = try sealing.seal(
                SecretValue(apiKey),
                as: .apiKey(connectionID: id)
            )
            let connection = Connection(
                id: id,
                name: id,
                description: nil,
                apiKey: SealedValueReference(position: position, slot: slot),
                createdAt: Timestamp(microseconds: 0),
                updatedAt: Timestamp(microseconds: 0)
            )
            return sealing.draft(
                isNew ? .connection(.created(connection)) : .connection(.updated(connection))
            )
        }
        _ = try await log.append(AppendRequest(events: [event]))
    }

    func addSync(
        _ id: String = "sync-1",
        account: String = EngineBench.account,
        folder: String = "/app",
        options: SyncOptions = SyncOptions()
    ) async throws {
        try await record(
            .sync(.created(Self.sync(id, account: account, folder: folder, options: options)))
        )
    }
}
