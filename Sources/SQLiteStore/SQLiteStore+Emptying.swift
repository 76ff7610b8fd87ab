internal import Dispatch
package import EventLog
internal import GRDB
internal import Glibc
internal import Synchronization

/// Emptying the write-ahead log.
extension SQLiteStore {
    /// How long it is tried to empty the write-ahead log before somebody is told that it cannot be.
    package static let emptyingBound = Duration.seconds(10)
    /// The longest wait between two tries, in microseconds.
    private static let longestWait: UInt32 = 50_000
    /// How long after that it is tried again.
    private static let laterTry = DispatchTimeInterval.seconds(1)

    /// Brings everything into the database, so that the write-ahead log holds no earlier form of it.
    ///
    /// That takes a moment without a reader. None is waited for while appends are held up: it is tried again and again, and
    /// scans are kept back for a second. It blocks the caller's thread, which must be one that nobody else needs.
    ///
    /// - Throws: `EventLogError.heldOpen` when another reader was in the way for all of the time given; it is then emptied
    ///   as soon as that reader ends. `.cannotWrite`.
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

    /// Whether nobody was in the way.
    private func tryToEmpty(_ database: Database) throws -> Bool {
        // The one who waits must not be the writer.
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
