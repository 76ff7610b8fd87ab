internal import Dispatch
package import EventLog
internal import GRDB
internal import Glibc
internal import Synchronization

/// Emptying of the write-ahead log.
extension SQLiteStore {
    /// How long emptying the write-ahead log is attempted before it is reported as impossible.
    package static let emptyingBound = Duration.seconds(10)
    /// The longest wait between two attempts, in microseconds.
    private static let longestWait: UInt32 = 50_000
    /// How long after that it is attempted again.
    private static let laterTry = DispatchTimeInterval.seconds(1)

    /// Moves everything into the database, so that the write-ahead log keeps no earlier copies.
    ///
    /// This needs a moment without readers. It never holds up appends to wait for one: it retries,
    /// and holds scans back for a second. It blocks the calling thread, which must be one that
    /// nobody else needs.
    ///
    /// - Throws: `EventLogError.heldOpen` if a reader was in the way the whole time; the log is
    ///   then emptied as soon as that reader ends. `.cannotWrite`.
    package func emptyWriteAheadLog(
        within bound: Duration = emptyingBound
    ) throws(EventLogError) {
        let clock = ContinuousClock()
        let start = clock.now
        var wait: UInt32 = 500
        pause.begin()
        var isPausing = true
        defer { if isPausing { pause.end() } }
        while try !onWriter({ [self] in try tryToEmpty($0) }) {
            let elapsed = clock.now - start
            if isPausing, elapsed > .seconds(1) {
                isPausing = false
                pause.end()
            }
            if elapsed >= bound {
                emptyLater()
                throw .heldOpen
            }
            usleep(wait)
            wait = min(wait * 2, Self.longestWait)
        }
    }

    /// Returns whether nobody was in the way.
    private func tryToEmpty(_ database: Database) throws -> Bool {
        // Waiting must not happen on the writer's thread.
        try database.execute(sql: "PRAGMA busy_timeout = 0")
        defer {
            let milliseconds = Int(Self.busyTimeout * 1000)
            try? database.execute(sql: "PRAGMA busy_timeout = \(milliseconds)")
        }
        do {
            _ = try database.checkpoint(.truncate)
            return true
        } catch let error as DatabaseError
            where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
        {
            return false
        }
    }

    private func emptyLater() {
        writer.run(after: Self.laterTry) { [weak self] in
            guard let self, !isClosed.load(ordering: .relaxed) else { return }
            let isEmpty = try? pool.writeWithoutTransaction { try tryToEmpty($0) }
            if isEmpty != true { emptyLater() }
        }
    }
}
