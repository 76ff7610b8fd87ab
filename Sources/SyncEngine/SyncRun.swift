internal import ChecklyClient
internal import EventLog
internal import Logging
internal import Projection
internal import Reconciliation
internal import SecretSealing
internal import SyncModel

/// One run of one sync: intent, listing, plan, writes, outcome; each step an event before the next begins.
struct SyncRun: Sendable {
    /// Why a run failed, as far as a next try goes.
    enum FailureCause: Sendable {
        /// May go by itself.
        case passing
        /// Stays until the source or the sync changes.
        case permanent
        /// Stays until the connection changes or a push is asked for.
        case credentials
    }

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
            if stop.isRaised { return .stopped }
            try await record(.pushFinished(run, problem.map { .failed($0.problem) } ?? .succeeded))
            if waiting == .remove(deletesSync: true), problem == nil {
                try await record(.syncDeleted(id: sync.id))
            }
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

    /// Something that went wrong, and what it means for a next try.
    struct Failure {
        var problem: PushProblem
        var cause: FailureCause
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
        let client: ChecklyClient
        do {
            client = makeClient(try open(connection.apiKey, .apiKey(connectionID: connection.id)))
        } catch {
            return Failure(problem: error, cause: .permanent)
        }
        do {
            let listed = try await client.variables(account: sync.destination.accountID)
            let plan = makePlan(input(listed))
            return try await VariablePush(run: self, client: client, plan: plan).execute()
        } catch let error as ChecklyError {
            return Failure(problem: PushProblem(error), cause: FailureCause(error))
        } catch let error as EventLogError {
            throw error
        } catch {
            return Failure(
                problem: PushProblem(code: "unexpected", message: "\(error)"),
                cause: .passing
            )
        }
    }

    /// What this run wants to be there: everything the sync desires, or nothing for a removal.
    var desired: [DesiredVariable] {
        switch waiting {
        case .push: state.desired(for: sync)?.variables ?? []
        case .remove: []
        }
    }

    private func input(_ listed: [ChecklyVariable]) -> PlanningInput {
        let place = Ledger.Place(accountID: sync.destination.accountID, groupID: nil)
        var options = sync.options
        if waiting != .push {
            // Removing takes away what this sync wrote, whatever its options say.
            options.initialSyncBehavior = .preserveDestination
            options.disableSecretDeletion = false
        }
        return PlanningInput(
            syncID: sync.id,
            environment: sync.folder.environment,
            options: options,
            wanted: desired.map {
                WantedVariable(
                    key: $0.key,
                    fingerprint: $0.fingerprint,
                    isBlank: $0.isBlank,
                    position: $0.position
                )
            },
            listed: Dictionary(
                listed.map { ($0.key, ListedVariable(locked: $0.locked, secret: $0.secret)) },
                uniquingKeysWith: { _, last in last }
            ),
            ledger: (state.ledger.entries[place] ?? [:])
                .mapValues {
                    LedgerLine(syncID: $0.syncID, fingerprint: $0.fingerprint)
                }
        )
    }

    /// Opens a sealed value; the plain text lives as long as the request that carries it.
    func open(
        _ place: SealedValueReference,
        _ name: ValueName
    ) throws(PushProblem) -> SecretValue {
        do {
            guard let sealed = try log.reader.sealedValue(at: place) else {
                throw PushProblem(
                    code: "value-unavailable",
                    message: "The key of this value was destroyed. (Set the secret again.)"
                )
            }
            return try sealer.open(sealed, at: place, name: name)
        } catch let problem as PushProblem {
            throw problem
        } catch let error as any ExplainedError {
            throw PushProblem(error)
        } catch {
            throw PushProblem(code: "unexpected", message: "\(error)")
        }
    }

    func record(_ body: EventBody) async throws(EventLogError) {
        _ = try await log.append(
            AppendRequest(actor: Actor(type: "server"), events: [PendingEvent(body)])
        )
    }
}

extension SyncRun.FailureCause {
    init(_ error: ChecklyError) {
        switch error.cause {
        case .credentials: self = .credentials
        case .checkly, .limit: self = error.isRetryable ? .passing : .permanent
        case .ours: self = error.isRetryable ? .passing : .permanent
        }
    }
}
