internal import ChecklyClient
internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

/// Carries out a plan for an account's variables, several at a time: creates and updates, then
/// deletes, or the other way round where the sync's `deleteOrder` says so.
///
/// A failing key does not stop others, unless the credentials are rejected or many keys in a row
/// fail.
struct VariablePush: Sendable {
    /// The maximum number of concurrent requests per run; the budget may allow fewer.
    private static let concurrency = 20
    /// After this many consecutive transient failures, Checkly counts as down.
    private static let patience = 8

    let push: DestinationPush
    let listing: Listing

    func execute() async throws -> SyncRun.Failure? {
        let failure: SyncRun.Failure?
        switch push.run.sync.options.deleteOrder {
        case .last:
            failure = try await write()
            if failure?.cause == .credentials { return failure }
            return failure.joined(by: try await delete())
        case .first:
            failure = try await delete()
            if failure?.cause == .credentials { return failure }
            return failure.joined(by: try await write())
        }
    }

    private func write() async throws -> SyncRun.Failure? {
        let writes = push.writes
        if !writes.isEmpty {
            guard push.mayChange(writes.map(\.key)) else { return nil }
            try await push.recordAttempt(on: writes)
        }
        return try await forEach(writes, \.key) { await write($0) }
    }

    private func delete() async throws -> SyncRun.Failure? {
        try await forEach(push.plan.keys(.delete), \.self) { await delete($0) }
    }

    private func forEach<Item: Sendable>(
        _ items: [Item],
        _ key: KeyPath<Item, String>,
        _ act: @escaping @Sendable (Item) async -> DestinationPush.Outcome
    ) async throws -> SyncRun.Failure? {
        try await withThrowingTaskGroup(of: SyncRun.Failure?.self) { group in
            var rest = items.makeIterator()
            var known: SyncRun.Failure?
            var failuresInARow = 0
            func startNext() {
                guard known?.cause != .credentials, failuresInARow < Self.patience,
                    let item = rest.next(), push.mayChange([item[keyPath: key]])
                else { return }
                group.addTask { try await push.recorded(await act(item)) }
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

    private func write(_ variable: DesiredVariable) async -> DestinationPush.Outcome {
        let pushed = push.pushed(variable)
        do {
            let value = try push.run.open(variable.value, variable.valueName)
            try await write(variable.key, value)
            push.run.listings.note(push.prepared.flags, of: variable.key, in: push.account)
            return (.push(.variableWritten(pushed)), nil)
        } catch {
            push.run.listings.forget(push.account)
            return push.failed(pushed, error)
        }
    }

    private func write(_ key: String, _ value: SecretValue) async throws(ChecklyError) {
        let (client, flags) = (push.prepared.client, push.prepared.flags)
        var listed = listing.variables[key]
        if listed?.secret == true, flags.secret == false {
            // Checkly never shows a secret again, so a readable variable has to be created anew.
            _ = try await client.delete(key: key, account: push.account)
            listed = nil
        }
        let outcome = try await client.write(
            key: key,
            value: value,
            locked: flags.locked ?? true,
            secret: flags.secret ?? true,
            isListed: listed != nil,
            mayReplace: !push.run.sparesForeign,
            account: push.account
        )
        let expected: WriteOutcome = listed == nil ? .created : .updated
        if outcome != expected { push.run.listings.forget(push.account) }
    }

    private func delete(_ key: String) async -> DestinationPush.Outcome {
        do {
            _ = try await push.prepared.client.delete(key: key, account: push.account)
            push.run.listings.note(nil, of: key, in: push.account)
            return (.push(.variableDeleted(push.pushed(key))), nil)
        } catch {
            push.run.listings.forget(push.account)
            return push.failed(push.pushed(key), error)
        }
    }
}
