internal import Dispatch
internal import Synchronization
internal import SyncModel

/// Whether appends reach the disk.
extension EventLog {
    /// How long after a failed write the log is tested again.
    private static let pause = DispatchTimeInterval.seconds(5)

    /// How often the store's files are checked while nothing is appended.
    private static let watchInterval = DispatchTimeInterval.seconds(1)

    /// Whether the log can be written, as far as is known.
    ///
    /// It is false from a failed append until an append or a test write succeeds, because a server
    /// that reports itself unready may not be asked to append again. It is also false while a file
    /// of the log is not in place.
    package var isWritable: Bool { problem == nil }

    /// Why the log cannot be written, as far as is known; nil if it can.
    package var problem: EventLogError? {
        if let problem = store.problem { return problem }
        return writability.load(ordering: .relaxed)
            ? nil : .cannotWrite("the newest append failed")
    }

    /// Checks every second whether the store's files are in place, until the log is closed.
    func watchStore() {
        store.writer.run(after: Self.watchInterval) { [weak self] in
            guard let self, !queue.withLock(\.isClosed) else { return }
            _ = store.look()
            watchStore()
        }
    }

    /// Records the outcome of a write; called on the writer's thread.
    ///
    /// - Returns: Whether the outcome differs from the one before.
    @discardableResult func note(isWritable: Bool) -> Bool {
        writability.exchange(isWritable, ordering: .relaxed) != isWritable
    }

    /// Retries until the log can be written again.
    func tryAfterPause() {
        store.writer.run(after: Self.pause) { [weak self] in
            guard let self, !isWritable, !queue.withLock(\.isClosed) else { return }
            if !tryToWrite() { tryAfterPause() }
        }
    }

    /// Writes something that changes nothing and finds out what became of failed commits; returns
    /// whether that succeeded.
    func tryToWrite() -> Bool {
        do throws(EventLogError) {
            let head = try recover(after: queue.withLock(\.head))
            queue.withLock { $0.finish(.empty, head: head) }
        } catch {
            return false
        }
        note(isWritable: true)
        return true
    }

    /// Takes over events that an earlier commit left on disk although it reported an error.
    ///
    /// - Returns: The newest position on disk.
    func recover(after known: Position) throws(EventLogError) -> Position {
        let missed = try store.recover(after: known)
        queue.withLock { $0.mayBeBehind = false }
        guard let newest = missed.last else { return known }
        onCommit(missed)
        return newest.position
    }
}
