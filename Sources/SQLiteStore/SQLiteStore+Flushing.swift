internal import Dispatch
internal import EventLog
internal import GRDB
internal import SQLiteIndex
internal import Synchronization

/// Flushing of identities and filling of the postings while nothing is appended, so that bursts of
/// deliveries need not wait for it.
extension SQLiteStore {
    /// How long the log must have been idle.
    private static let idleDelay = DispatchTimeInterval.milliseconds(100)
    /// The number of identities flushed per commit, for which an append may have to wait.
    private static let flushedPerStep = 512

    /// Flushes identities and fills the postings once the log has been idle for a while.
    package func whenIdle(_ isStillIdle: @escaping @Sendable () -> Bool) {
        let hasWork =
            identities.withLock(\.hasWaiting)
            || unindexedCount.load(ordering: .relaxed) >= Postings.block
        guard hasWork, !isClosed.load(ordering: .relaxed) else { return }
        if !isFlushDue.exchange(true, ordering: .relaxed) { flushWhenIdle(isStillIdle) }
    }

    private func flushWhenIdle(_ isStillIdle: @escaping @Sendable () -> Bool) {
        let count = commitCount.load(ordering: .relaxed)
        writer.run(after: Self.idleDelay) { [weak self] in
            guard let self, !isClosed.load(ordering: .relaxed) else { return }
            if isStillIdle(), commitCount.load(ordering: .relaxed) == count {
                flushStep(isStillIdle)
            } else {
                flushWhenIdle(isStillIdle)
            }
        }
    }

    private func flushStep(_ isStillIdle: @escaping @Sendable () -> Bool) {
        let hasMore: Bool
        do {
            hasMore = try flushSome() || indexSome()
        } catch {
            // The next batch schedules it again.
            return isFlushDue.store(false, ordering: .relaxed)
        }
        if !hasMore { return isFlushDue.store(false, ordering: .relaxed) }
        if isClosed.load(ordering: .relaxed) { return }
        if isStillIdle() {
            writer.run { [weak self] in self?.flushStep(isStillIdle) }
        } else {
            flushWhenIdle(isStillIdle)
        }
    }

    /// - Returns: Whether more waits.
    private func indexSome() throws -> Bool {
        try pool.writeWithoutTransaction { database in
            let hasMore = try Postings.advance(in: database)
            unindexedCount.store(try Postings.uncovered(in: database), ordering: .relaxed)
            return hasMore
        }
    }

    /// - Returns: Whether more waits.
    private func flushSome() throws -> Bool {
        try pool.writeWithoutTransaction { database in
            let statements = try AppendStatements(in: database)
            return try identities.withLock { identities in
                do {
                    try statements.inTransaction(of: database) {
                        try identities.flush(Self.flushedPerStep, statements)
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
