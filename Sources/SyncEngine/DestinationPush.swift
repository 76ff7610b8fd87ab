internal import Encodings
internal import ChecklyClient
internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

/// Carries out the plan for one destination and records the outcome of each key.
struct DestinationPush: Sendable {
    let run: SyncRun
    let prepared: PlannedDestination

    /// The outcome of one key: the event to record, and the failure if it failed.
    typealias Outcome = (event: EventBody, failure: SyncRun.Failure?)

    /// Carries out the plan.
    ///
    /// - Throws: `EventLogError` if an outcome could not be recorded.
    func execute() async throws -> SyncRun.Failure? {
        // The plan may be older than the run, whose begin clears what a sync lost before it.
        guard mayChange(prepared.desired.map(\.key)) else { return nil }
        try await recordPassedOver()
        let failure =
            switch prepared.holdings {
            case .account(let listing):
                try await VariablePush(push: self, listing: listing).execute()
            case .group(let group): try await GroupPush(push: self, group: group).execute()
            case .missingGroup: try await recordAllDeleted()
            }
        return failure.joined(by: parked).joined(by: conflict).joined(by: waitingForImport)
    }

    /// Records deletions that Checkly acknowledged.
    func recordDeleted(
        _ keys: [String],
        reason: String? = nil
    ) async throws(EventLogError) {
        for key in keys {
            run.progress.noteWritten()
            var deleted = pushed(key)
            deleted.reason = reason
            try await run.record(.push(.variableDeleted(deleted)))
        }
    }

    /// Records the deletion of everything in a group that no longer exists.
    private func recordAllDeleted() async throws(EventLogError) -> SyncRun.Failure? {
        try await recordDeleted(plan.keys(.delete))
        return nil
    }

    var account: String { prepared.runDestination.destination.accountID }
    var plan: Plan { prepared.plan }

    /// The variables that the plan creates or updates, sorted by key.
    var writes: [DesiredVariable] {
        let keys = Set(plan.keys(.create) + plan.keys(.update))
        return prepared.desired.filter { keys.contains($0.key) }
    }

    /// Whether a change of the keys may start.
    func mayChange(_ keys: [String]) -> Bool {
        run.mayChange(keys, at: prepared.runDestination.place)
    }

    func failed(_ variable: PushedVariable, _ error: any Error) -> Outcome {
        let failure = SyncRun.Failure(error)
        var named = failure
        named.problem.message = "\(variable.key): \(failure.problem.message)"
        return (.push(.variableFailed(variable, failure.problem)), named)
    }

    /// The maximum number of writes in one event.
    private static let attemptLimit = 500

    /// Records the writes that are about to start, so that no crash and no lost response hides
    /// them.
    func recordAttempt(on variables: [DesiredVariable]) async throws {
        let listed = prepared.holdings.variables
        // A doubt that already exists stays until it is resolved.
        let ledger = run.state.ledger.entries[prepared.runDestination.place] ?? [:]
        let writes = variables.filter { ledger[$0.key]?.isInDoubt(for: run.sync.id) != true }
            .map {
                PushAttempt.Write(
                    key: $0.key,
                    value: WrittenValue(place: $0.value, name: $0.valueName),
                    isNew: listed[$0.key] == nil
                )
            }
        let attempts = stride(from: 0, to: writes.count, by: Self.attemptLimit)
            .map { start in
                EventBody.push(
                    .attempted(
                        PushAttempt(
                            runID: run.id,
                            syncID: run.sync.id,
                            connectionID: prepared.runDestination.connection.id,
                            destination: prepared.runDestination.destination,
                            writes: Array(
                                writes[start..<min(start + Self.attemptLimit, writes.count)]
                            )
                        )
                    )
                )
            }
        if !attempts.isEmpty { try await run.record(attempts) }
    }

    /// Records once per run the desired keys that are not written.
    private func recordPassedOver() async throws {
        for change in plan.changes where [.skip, .conflict].contains(change.action) {
            try await run.record(.push(.variableSkipped(pushed(change.key), change.problem)))
        }
    }

    /// The failure of a run that skipped parked changes.
    private var parked: SyncRun.Failure? {
        for change in plan.changes {
            guard case .parked(var problem) = change.why else { continue }
            problem.message = "\(change.key): \(problem.message)"
            return SyncRun.Failure(problem: problem, cause: .permanent, isContained: true)
        }
        return nil
    }

    /// The failure of a run that had to leave a key to another sync.
    private var conflict: SyncRun.Failure? {
        plan.changes.first { $0.action == .conflict }
            .map { change in
                SyncRun.Failure(
                    problem: PushProblem(
                        code: PushProblem.conflict,
                        message: "\(change.key) was \(change.reason). (Give one of the two syncs "
                            + "another key schema, or let this one adopt the key.)"
                    ),
                    cause: .permanent,
                    isContained: true
                )
            }
    }

    /// The failure of a run that kept a key because an unknown import may have it.
    private var waitingForImport: SyncRun.Failure? {
        plan.changes
            .first { change in
                if case .importUnknown = change.why { true } else { false }
            }
            .map { change in
                SyncRun.Failure(
                    problem: PushProblem(
                        code: "import-unknown",
                        message:
                            "\(change.key) stays: \(change.reason). (Send a snapshot of that "
                            + "folder, or remove it from the imports.)"
                    ),
                    cause: .permanent,
                    isContained: true
                )
            }
    }

    func pushed(_ key: String) -> PushedVariable {
        let destination = prepared.runDestination.destination
        return PushedVariable(
            runID: run.id,
            syncID: run.sync.id,
            accountID: destination.accountID,
            groupID: destination.groupID,
            key: key,
            fingerprint: nil
        )
    }

    func pushed(_ variable: DesiredVariable) -> PushedVariable {
        var pushed = pushed(variable.key)
        pushed.fingerprint = variable.fingerprint
        pushed.value = WrittenValue(place: variable.value, name: variable.valueName)
        return pushed
    }
}

extension Plan.Change {
    /// Why a desired key is not written.
    fileprivate var problem: PushProblem {
        switch why {
        case .parked(let problem): problem
        case .skipped(let decision): PushProblem(code: "left-by-decision", message: decision)
        case .valueDestroyed: PushProblem(code: "value-unavailable", message: reason)
        case .importUnknown: PushProblem(code: "import-unknown", message: reason)
        case .writtenByOther: PushProblem(code: PushProblem.conflict, message: reason)
        case .newInSource, .missingAtCheckly, .notYetWritten, .inDoubt, .adopted,
            .changedInSource, .flagsDiffer, .asLastWritten, .leftOut, .blankValue,
            .deletedInSource, .syncChanged, .notInSource, .unreadable:
            PushProblem(code: "empty-value", message: reason)
        }
    }
}
