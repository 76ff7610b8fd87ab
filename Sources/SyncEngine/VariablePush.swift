internal import ChecklyClient
internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

/// Carries out a plan: first what is created and updated, several at a time, then what is deleted.
///
/// A key that fails does not stop the others, unless Checkly refuses the credentials.
struct VariablePush {
    /// How many requests of one run are under way at once; the budget bounds them further.
    private static let concurrency = 8

    let run: SyncRun
    let client: ChecklyClient
    let plan: Plan

    func execute() async throws -> SyncRun.Failure? {
        let deletions = plan.keys(.delete)
        if let limit = run.sync.options.maxDeletions, deletions.count > limit {
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
        let wanted = Dictionary(
            run.desired.map { ($0.key, $0) },
            uniquingKeysWith: { _, last in last }
        )
        let writes = (plan.keys(.create) + plan.keys(.update)).compactMap { wanted[$0] }
        let failure = try await forEach(writes) { await write($0) }
        if failure?.cause == .credentials { return failure }
        return try await forEach(deletions) { await delete($0) } ?? failure ?? conflict
    }

    /// What one key came to: the event that says so, and the failure where it is one.
    private typealias Outcome = (event: EventBody, failure: SyncRun.Failure?)

    private func forEach<Item: Sendable>(
        _ items: [Item],
        _ act: @escaping @Sendable (Item) async -> Outcome
    ) async throws -> SyncRun.Failure? {
        try await withThrowingTaskGroup(of: SyncRun.Failure?.self) { group in
            var rest = items.makeIterator()
            var first: SyncRun.Failure?
            func startNext() {
                guard !run.stop.isRaised, first?.cause != .credentials, let item = rest.next()
                else { return }
                group.addTask { try await recorded(await act(item)) }
            }
            for _ in 0..<Self.concurrency { startNext() }
            while let failure = try await group.next() {
                if let failure, first == nil || failure.cause == .credentials { first = failure }
                startNext()
            }
            return first
        }
    }

    private func recorded(_ outcome: Outcome) async throws -> SyncRun.Failure? {
        try await run.record(outcome.event)
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
        let failure =
            switch error {
            case let error as ChecklyError:
                SyncRun.Failure(
                    problem: PushProblem(error),
                    cause: SyncRun.FailureCause(error)
                )
            case let problem as PushProblem:
                SyncRun.Failure(problem: problem, cause: .permanent)
            default:
                SyncRun.Failure(
                    problem: PushProblem(code: "unexpected", message: "\(error)"),
                    cause: .passing
                )
            }
        let named = PushProblem(
            code: failure.problem.code,
            message: "\(variable.key): \(failure.problem.message)"
        )
        return (
            .pushVariableFailed(variable, failure.problem),
            SyncRun.Failure(problem: named, cause: failure.cause)
        )
    }

    /// Keys that are not written although wanted are told, once a run.
    private func recordPassedOver() async throws {
        for change in plan.changes where [.skip, .conflict].contains(change.action) {
            let problem = PushProblem(
                code: change.action == .skip ? "empty-value" : "conflict",
                message: change.reason
            )
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
