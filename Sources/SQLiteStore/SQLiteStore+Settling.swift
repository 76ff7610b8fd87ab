internal import Dispatch
internal import EventLog
internal import GRDB
internal import Synchronization

/// Settling of identities while nothing is appended, so that bursts of deliveries need not wait for
/// it.
extension SQLiteStore {
    /// How long the log must have been idle.
    private static let rest = DispatchTimeInterval.milliseconds(100)
    /// The number of identities settled per commit, for which an append may have to wait.
    private static let settledPerStep = 512

    /// Settles identities once the log has been idle for a while.
    package func atRest(_ isStillAtRest: @escaping @Sendable () -> Bool) {
        guard identities.withLock(\.hasWaiting), !isClosed.load(ordering: .relaxed) else { return }
        if !isSettlingDue.exchange(true, ordering: .relaxed) { settleAfterRest(isStillAtRest) }
    }

    private func settleAfterRest(_ isStillAtRest: @escaping @Sendable () -> Bool) {
        let count = commitCount.load(ordering: .relaxed)
        writer.run(after: Self.rest) { [weak self] in
            guard let self, !isClosed.load(ordering: .relaxed) else { return }
            if isStillAtRest(), commitCount.load(ordering: .relaxed) == count {
                settleStep(isStillAtRest)
            } else {
                settleAfterRest(isStillAtRest)
            }
        }
    }

    private func settleStep(_ isStillAtRest: @escaping @Sendable () -> Bool) {
        let hasMore: Bool
        do {
            hasMore = try settleSome()
        } catch {
            // The next batch schedules it again.
            return isSettlingDue.store(false, ordering: .relaxed)
        }
        if !hasMore { return isSettlingDue.store(false, ordering: .relaxed) }
        if isClosed.load(ordering: .relaxed) { return }
        if isStillAtRest() {
            writer.run { [weak self] in self?.settleStep(isStillAtRest) }
        } else {
            settleAfterRest(isStillAtRest)
        }
    }

    /// - Returns: Whether more waits.
    private func settleSome() throws -> Bool {
        try pool.writeWithoutTransaction { database in
            let statements = try AppendStatements(in: database)
            return try identities.withLock { identities in
                do {
                    try statements.inTransaction(of: database) {
                        try identities.settle(Self.settledPerStep, statements)
                    }
                } catch {
                    identities.rollBack()
                    throw error
                }
                identities.commit()
                return identities.hasWaiting
            }
        }
    }
}
