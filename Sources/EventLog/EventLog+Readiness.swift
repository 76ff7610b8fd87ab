internal import Dispatch
internal import Synchronization
internal import SyncModel

/// Whether appends reach the disk.
extension EventLog {
    /// How long after a failure it is tried whether the log can be written again.
    private static let pause = DispatchTimeInterval.seconds(5)

    /// How often it is looked whether the store is in place while nothing is appended.
    private static let watchInterval = DispatchTimeInterval.seconds(1)

    /// Whether the log can be written, as far as is known: not from an append that failed until one succeeds, or a trial
    /// does, since a server that nobody calls ready might not be asked to append again; and not while a file of it is
    /// not in place.
    package var isWritable: Bool { problem == nil }

    /// Why the log cannot be written, as far as is known.
    package var problem: EventLogError? {
        if let problem = store.problem { return problem }
        return writability.load(ordering: .relaxed)
            ? nil : .cannotWrite("the newest append failed")
    }

    /// Looks every second whether the store is in place, until the log is closed.
    func watchStore() {
        store.writer.run(after: Self.watchInterval) { [weak self] in
            guard let self, !queue.withLock(\.isClosed) else { return }
            _ = store.look()
            watchStore()
        }
    }

    /// Notes what came of a write; called on the writer's thread.
    ///
    /// - Returns: Whether it is another than before.
    @discardableResult func note(isWritable: Bool) -> Bool {
        writability.exchange(isWritable, ordering: .relaxed) != isWritable
    }

    /// Tries until the log can be written again.
    func tryAfterPause() {
        store.writer.run(after: Self.pause) { [weak self] in
            guard let self, !isWritable, !queue.withLock(\.isClosed) else { return }
            if !tryToWrite() { tryAfterPause() }
        }
    }

    /// Writes something that changes nothing, and finds out what became of what failed; whether that was possible.
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

    /// Takes in what an earlier commit left on disk although it reported an error.
    ///
    /// - Returns: The newest position there is.
    func recover(after known: Position) throws(EventLogError) -> Position {
        let missed = try store.recover(after: known)
        queue.withLock { $0.mayBeBehind = false }
        guard let newest = missed.last else { return known }
        onCommit(missed)
        return newest.position
    }
}
