internal import Dispatch
internal import GRDB
internal import Synchronization

/// Settling identities while nothing is appended, so that a burst of deliveries need not wait for it.
extension EventLog {
    /// How long nothing must have been appended.
    private static let rest = DispatchTimeInterval.milliseconds(100)
    /// How many are settled with one commit, for which an append may have to wait.
    private static let settledPerStep = 512

    /// Sees to it that what waits is settled; called on the writer's queue.
    func settleAtRest() {
        guard identities.withLock(\.hasWaiting), queue.withLock({ $0.scheduleSettling() })
        else { return }
        settleAfterRest()
    }

    private func settleAfterRest() {
        let head = head
        writing.asyncAfter(deadline: .now() + Self.rest) { [weak self] in
            guard let self else { return }
            let (isAtRest, isClosed) = queue.withLock {
                ($0.isAtRest && $0.head == head, $0.isClosed)
            }
            if isClosed { return }
            if isAtRest { settleStep() } else { settleAfterRest() }
        }
    }

    private func settleStep() {
        let hasMore: Bool
        do {
            hasMore = try settleSome()
        } catch {
            // The next batch begins it anew.
            return queue.withLock { $0.endSettling() }
        }
        let (isAtRest, isClosed) = queue.withLock { queue in
            if !hasMore { queue.endSettling() }
            return (queue.isAtRest, queue.isClosed)
        }
        if !hasMore || isClosed { return }
        if isAtRest {
            writing.async { [weak self] in self?.settleStep() }
        } else {
            settleAfterRest()
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
