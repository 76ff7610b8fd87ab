internal import ChecklyClient
internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

/// Carries out a plan: first what is created and updated, several at a time, then what is deleted.
///
/// A key that fails stops no other, unless the credentials are refused or key after key fails.
struct VariablePush {
    /// How many requests of one run are under way at once; the budget bounds them further.
    private static let concurrency = 8
    /// How many keys in a row may fail for passing reasons before Checkly counts as down.
    private static let patience = 8

    let run: SyncRun
    let client: ChecklyClient
    let desired: [DesiredVariable]
    let plan: Plan
    /// Keys this sync wrote that are neither there nor wanted any more.
    let gone: [String]

    func execute() async throws -> SyncRun.Failure? {
        let deletions = plan.keys(.delete)
        let limit = run.waiting == .push ? run.sync.options.maxDeletions : nil
        if let limit, deletions.count > limit {
            return SyncRun.Failure(
                problem: PushProblem(
                    code: "too-many-deletions",
                    message: "The run would delete \(deletions.count) variables, \(limit) are "
                        + "allowed. (Check the source, or raise maxDeletions.)"
                ),
                cause: .permanent
            )
        }
        try await recordPassedOver()
        for key in gone { try await run.record(.pushVariableDeleted(pushed(key, nil))) }
        let wanted = Dictionary(
            desired.map { ($0.key, $0) },
            uniquingKeysWith: { _, last in last }
        )
        let writes = (plan.keys(.create) + plan.keys(.update)).compactMap { wanted[$0] }
        let failure = try await forEach(writes) { await write($0) }
        if failure?.cause == .credentials { return failure }
        return failure.joined(by: try await forEach(deletions) { await delete($0) })
            .joined(by: conflict)
    }

    /// What one key came to: the event that says so, and the failure where it is one.
    private typealias Outcome = (event: EventBody, failure: SyncRun.Failure?)

    private func forEach<Item: Sendable>(
        _ items: [Item],
        _ act: @escaping @Sendable (Item) async -> Outcome
    ) async throws -> SyncRun.Failure? {
        try await withThrowingTaskGroup(of: SyncRun.Failure?.self) { group in
            var rest = items.makeIterator()
            var known: SyncRun.Failure?
            var failuresInARow = 0
            func startNext() {
                guard !run.stop.isRaised, !Task.isCancelled, known?.cause != .credentials,
                    failuresInARow < Self.patience, let item = rest.next()
                else { return }
                group.addTask { try await recorded(await act(item)) }
            }
            for _ in 0..<Self.concurrency { startNext() }
            while let failure = try await group.next() {
                failuresInARow = failure?.cause == .passing ? failuresInARow + 1 : 0
                known = known.joined(by: failure)
                startNext()
            }
            return known
        }
    }

    /// Records what became of a key; of one that was given up nothing is known.
    private func recorded(_ outcome: Outcome) async throws -> SyncRun.Failure? {
        if outcome.failure?.isGivenUp != true { try await run.record(outcome.event) }
        return outcome.failure
    }

    private func write(_ variable: DesiredVariable) async -> Outcome {
        let pushed = pushed(variable.key, variable.fingerprint)
        let flags = run.sync.options.variableType.flags
        do {
            let value = try run.open(variable.value, variable.valueName)
            _ = try await client.write(
                key: variable.key,
                value: value,
                locked: flags.locked,
                secret: flags.secret,
                account: run.sync.destination.accountID
            )
            return (.pushVariableWritten(pushed), nil)
        } catch {
            return failed(pushed, error)
        }
    }

    private func delete(_ key: String) async -> Outcome {
        do {
            _ = try await client.delete(key: key, account: run.sync.destination.accountID)
            return (.pushVariableDeleted(pushed(key, nil)), nil)
        } catch {
            return failed(pushed(key, nil), error)
        }
    }

    private func failed(_ variable: PushedVariable, _ error: any Error) -> Outcome {
        let failure = SyncRun.Failure(error)
        var named = failure
        named.problem.message = "\(variable.key): \(failure.problem.message)"
        return (.pushVariableFailed(variable, failure.problem), named)
    }

    /// Keys that are not written although wanted are told, once a run.
    private func recordPassedOver() async throws {
        for change in plan.changes where [.skip, .conflict].contains(change.action) {
            let code = change.action == .skip ? "empty-value" : "conflict"
            let problem = PushProblem(code: code, message: change.reason)
            try await run.record(.pushVariableSkipped(pushed(change.key, nil), problem))
        }
    }

    /// A run that had to leave a key to another sync did not do all it should.
    private var conflict: SyncRun.Failure? {
        plan.changes.first { $0.action == .conflict }
            .map { change in
                SyncRun.Failure(
                    problem: PushProblem(
                        code: "conflict",
                        message: "\(change.key) was \(change.reason). (Give one of the two syncs "
                            + "another key schema.)"
                    ),
                    cause: .permanent
                )
            }
    }

    private func pushed(_ key: String, _ fingerprint: Fingerprint?) -> PushedVariable {
        PushedVariable(
            runID: run.id,
            syncID: run.sync.id,
            accountID: run.sync.destination.accountID,
            groupID: nil,
            key: key,
            fingerprint: fingerprint
        )
    }
}
