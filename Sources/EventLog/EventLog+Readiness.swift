internal import Dispatch
internal import GRDB
internal import Synchronization

/// Whether appends reach the disk.
extension EventLog {
    /// How long after a failure it is tried whether the log can be written again.
    private static let pause = DispatchTimeInterval.seconds(5)

    /// How often it is looked whether the files are in place while nothing is appended.
    private static let watchInterval = DispatchTimeInterval.seconds(1)

    /// Whether the log can be written, as far as is known: not from an append that failed until one succeeds, or a trial
    /// does, since a server that nobody calls ready might not be asked to append again; and not while a file of it is
    /// not in place.
    package var isWritable: Bool { problem == nil }

    /// Why the log cannot be written, as far as is known.
    package var problem: EventLogError? {
        if let path = files.lastMissing { return .filesGone(path: path) }
        return writability.load(ordering: .relaxed)
            ? nil : .cannotWrite("the newest append failed")
    }

    /// Looks every second whether the files are in place, until the log is closed.
    func watchFiles() {
        writing.asyncAfter(deadline: .now() + Self.watchInterval) { [weak self] in
            guard let self, !queue.withLock(\.isClosed) else { return }
            files.look()
            watchFiles()
        }
    }

    /// Notes what came of a write; called on the writer's queue.
    ///
    /// - Returns: Whether it is another than before.
    @discardableResult func note(isWritable: Bool) -> Bool {
        writability.exchange(isWritable, ordering: .relaxed) != isWritable
    }

    /// Tries until the log can be written again.
    func tryAfterPause() {
        writing.asyncAfter(deadline: .now() + Self.pause) { [weak self] in
            guard let self, !isWritable, !queue.withLock(\.isClosed) else { return }
            if !tryToWrite() { tryAfterPause() }
        }
    }

    /// Writes something that changes nothing, and finds out what became of what failed; whether that was possible.
    func tryToWrite() -> Bool {
        let (known, mayBeBehind) = queue.withLock { ($0.head, $0.mayBeBehind) }
        var head = known
        do {
            try pool.writeWithoutTransaction { database in
                if mayBeBehind {
                    head = try settleFailure(database, known)
                } else {
                    try writeForTrial(database)
                }
            }
        } catch {
            return false
        }
        queue.withLock { $0.finish(.empty, head: head) }
        note(isWritable: true)
        return true
    }

    /// Commits a page that is as it was.
    func writeForTrial(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            try database.execute(sql: "UPDATE identity_settlement SET through = through")
            // SQLite writes no page for a row that stays the same, but does for this.
            try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
            return .commit
        }
    }
}
