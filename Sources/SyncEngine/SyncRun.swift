internal import ChecklyClient
internal import EventLog
internal import Logging
internal import Projection
internal import SecretSealing
internal import SyncModel

/// One run of one sync: intent, listing, plan, writes, outcome; each step an event before the next
/// begins.
struct SyncRun: Sendable {
    enum Result: Sendable {
        case done
        /// Cut off by the end of the server; resumed at the next start.
        case stopped
        case failed(FailureCause)
    }

    let id: String
    let sync: Sync
    let connection: Connection
    let waiting: WaitingRun
    /// What the run acts on; the log may have moved since.
    let state: State
    let log: EventLog
    let sealer: SecretSealer
    let makeClient: @Sendable (_ apiKey: SecretValue) -> ChecklyClient
    let stop: StopSignal
    let logger: Logger

    var run: PushRun {
        PushRun(
            id: id,
            syncID: sync.id,
            kind: waiting == .push ? .push : .remove,
            through: state.position
        )
    }

    func execute() async -> Result {
        do {
            try await record(.pushStarted(run))
            let problem = try await attempt()
            if stop.isRaised || Task.isCancelled { return .stopped }
            try await finish(problem)
            return problem.map { .failed($0.cause) } ?? .done
        } catch {
            // Without a record nothing more may be done; the next run finds this one open.
            logger.error(
                "run not recorded",
                metadata: ["sync": "\(sync.name)", "error": "\(error)"]
            )
            return .failed(.passing)
        }
    }

    /// A deletion that waited for this run is recorded with its end, so that no crash can fall
    /// between the two.
    private func finish(_ problem: Failure?) async throws(EventLogError) {
        guard let problem else {
            let isLast = waiting == .remove(deletesSync: true)
            try await record(
                [.pushFinished(run, .succeeded)] + (isLast ? [.syncDeleted(id: sync.id)] : [])
            )
            return
        }
        try await record(.pushFinished(run, .failed(problem.problem)))
    }

    /// - Throws: `EventLogError` when an outcome could not be recorded.
    private func attempt() async throws(EventLogError) -> Failure? {
        guard sync.destination.groupID == nil else {
            return Failure(
                problem: PushProblem(
                    code: "groups-unsupported",
                    message: "This version pushes to accounts only. (Remove the sync's groupId.)"
                ),
                cause: .permanent
            )
        }
        guard let desired else {
            return Failure(
                problem: PushProblem(
                    code: "folder-unknown",
                    message: "Nothing has been reported of the folder. (Send a snapshot of it.)"
                ),
                cause: .permanent
            )
        }
        let client: ChecklyClient
        do {
            client = makeClient(try open(connection.apiKey, .apiKey(connectionID: connection.id)))
        } catch {
            return error
        }
        do {
            let listed = try await client.variables(account: sync.destination.accountID)
            return try await VariablePush(
                run: self,
                client: client,
                desired: desired,
                plan: plan(for: listed, desired: desired),
                gone: gone(from: listed, desired: desired)
            )
            .execute()
        } catch let error as EventLogError {
            throw error
        } catch {
            return Failure(error)
        }
    }

    /// What this run wants to be there: everything the sync desires, or nothing for a removal.
    ///
    /// Nil while nothing is known of the folder, which is not the same as nothing being in it.
    private var desired: [DesiredVariable]? {
        switch waiting {
        case .push: state.desired(for: sync)?.variables
        case .remove: []
        }
    }

    /// Opens a sealed value; the plain text lives as long as the request that carries it.
    func open(
        _ place: SealedValueReference,
        _ name: ValueName
    ) throws(Failure) -> SecretValue {
        do {
            guard let sealed = try log.reader.sealedValue(at: place) else {
                throw Failure(
                    problem: PushProblem(
                        code: "value-unavailable",
                        message: "The key of this value was destroyed. (Set the secret again.)"
                    ),
                    cause: .permanent
                )
            }
            return try sealer.open(sealed, at: place, name: name)
        } catch {
            throw Failure(error)
        }
    }

    func record(_ body: EventBody) async throws(EventLogError) {
        try await record([body])
    }

    /// Records all of it or nothing.
    private func record(_ bodies: [EventBody]) async throws(EventLogError) {
        _ = try await log.append(
            AppendRequest(actor: Actor(type: "server"), events: bodies.map { PendingEvent($0) })
        )
    }
}
