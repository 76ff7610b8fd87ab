internal import CSQLiteHardening
package import EventLog
internal import Foundation
internal import GRDB
internal import Glibc
internal import SQLiteIndex
internal import Synchronization
package import SyncModel

/// Keeps an event log in `events.sqlite` in a directory.
///
/// One process holds a directory at a time.
package final class SQLiteStore: EventStore {
    /// Its thread is the only one that uses the pool's writing connection.
    package let writer = LogWriter()
    /// Reads over the pool's other connections.
    package let reader: any StoreReader

    let pool: DatabasePool
    /// Used by the writer only.
    let identities: Mutex<IdentityIndex>
    /// Incremented on the writer's thread once nothing relies on the destroyed keys.
    let destructionCount = Atomic(0)
    /// The number of committed batches.
    let commitCount = Atomic(0)
    /// The number of events that the postings do not cover, as far as known.
    let unindexedCount: Atomic<Int64>
    /// Whether flushing is scheduled for when nothing is appended.
    let isFlushDue = Atomic(false)
    let isClosed = Atomic(false)
    let files: LogFiles
    let pause: ReadingPause
    let sqliteReader: SQLiteReader
    private let lock: DirectoryLock

    /// Opens the store in a directory, or creates one.
    ///
    /// - Parameters:
    ///   - directory: The directory of `events.sqlite`.
    ///   - makeLogID: Makes the id of a new log, 16 random bytes.
    ///   - makeIdentityKey: Makes the wrapped identity key of a new log from the log's id.
    /// - Throws: `EventLogError`; `.locked` while another process holds the directory.
    package init(
        directory: String,
        makeLogID: () throws -> [UInt8],
        makeIdentityKey: (_ logID: [UInt8]) throws -> [UInt8]
    ) throws {
        lock = try DirectoryLock(directory: directory)
        let writerQueue = WriterQueue()
        let path = directory + "/events.sqlite"
        try Schema.verifyHeader(of: path)
        let pool = try Self.inWords(path) { try Self.openPool(path, writerQueue) }
        self.pool = pool
        try Self.inWords(path) {
            try Self.prepare(pool, makeLogID, makeIdentityKey)
        }
        files = LogFiles(directory: directory)
        pause = ReadingPause()
        sqliteReader = SQLiteReader(
            pool,
            path: path,
            writer: (pool, writerQueue),
            pause: pause
        )
        reader = sqliteReader
        identities = Mutex(
            try Self.inWords(path) { try pool.read { try IdentityIndex(in: $0) } }
        )
        unindexedCount = Atomic(
            try Self.inWords(path) { try pool.read { try Postings.uncovered(in: $0) } }
        )
        // A log of an earlier version has no postings, and may get no event for long.
        whenIdle { true }
    }

    /// Counted since this store was opened.
    package var destructions: Int { destructionCount.load(ordering: .acquiring) }

    /// `.filesGone` if a file was not in place at the last look.
    package var problem: EventLogError? { files.lastMissing.map { .filesGone(path: $0) } }

    /// Compares device and inode of the files with those at opening.
    package func look() -> EventLogError? { files.look().map { .filesGone(path: $0) } }

    /// Opens a read-only connection that `control` interrupts with `sqlite3_interrupt`.
    package func openReader(for control: ScanControl) throws(EventLogError) -> any StoreReader {
        try sqliteReader.reopened(for: control)
    }

    /// Creates the tables of a new log, upgrades an old one, and verifies the schema.
    private static func prepare(
        _ pool: DatabasePool,
        _ makeLogID: () throws -> [UInt8],
        _ makeIdentityKey: (_ logID: [UInt8]) throws -> [UInt8]
    ) throws {
        try pool.writeWithoutTransaction { database in
            if try Schema.isAbsent(in: database) {
                let logID = try makeLogID()
                let identityKey = try makeIdentityKey(logID)
                try database.inTransaction {
                    try Schema.create(in: database, logID: logID, identityKey: identityKey)
                    return .commit
                }
            }
            try database.inTransaction {
                try Schema.upgrade(in: database)
                return .commit
            }
            try Schema.verify(in: database)
            try database.inTransaction {
                try KeyTable.removeExtras(in: database)
                return .commit
            }
        }
    }

    /// Does something with the database at a path, and turns SQLite's failures into
    /// `EventLogError`.
    private static func inWords<T>(_ path: String, _ work: () throws -> T) throws -> T {
        do {
            return try work()
        } catch let error as DatabaseError {
            let trouble = StorageTrouble(error, at: path)
            throw EventLogError.cannotOpen(trouble.reason, hint: trouble.remedy)
        }
    }

    /// The number of concurrent short reads.
    private static let readerLimit = 8

    private static func openPool(
        _ path: String,
        _ writerQueue: WriterQueue
    ) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.maximumReaderCount = readerLimit
        configuration.writeTargetQueue = writerQueue.queue
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            // Deleted data is overwritten with zeros: destroyed keys must leave nothing behind.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            // The names of destroyed keys are in a temporary table, and thus in no file.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA cache_size = -8000")
            _ = checkly_sync_sqlite_defend(UnsafeMutableRawPointer(database.sqliteConnection))
        }
        // Created before SQLite does so, so that it and the files beside it are accessible to the
        // user only.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Glibc.close(descriptor) }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { database in
            // The pool lowers this to NORMAL when it opens, so it is set afterwards and read back.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 400")
            guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
                throw EventLogError.cannotWrite("synchronous=FULL was not accepted")
            }
        }
        return pool
    }

    /// How long a write waits for another process that holds the file, in seconds.
    static let busyTimeout = 5.0

    /// The distance in positions between kept snapshots.
    private static let snapshotSpacing = 100_000

    /// Keeps the two newest snapshots and one per 100,000 positions.
    package func saveSnapshot(_ state: [UInt8], at position: Position) throws(EventLogError) {
        do {
            try pool.write { database in
                try database.execute(
                    sql: "INSERT OR REPLACE INTO snapshots (position, state) VALUES (?, ?)",
                    arguments: [position.number, Data(state)]
                )
                try database.execute(
                    sql: """
                        DELETE FROM snapshots WHERE position NOT IN
                        (SELECT position FROM snapshots ORDER BY position DESC LIMIT 2)
                        AND position NOT IN
                        (SELECT max(position) FROM snapshots GROUP BY position / ?)
                        """,
                    arguments: [Self.snapshotSpacing]
                )
            }
        } catch {
            throw EventLogError(writing: error, at: pool.path)
        }
    }

    /// Stops flushing identities.
    package func close() { isClosed.store(true, ordering: .relaxed) }

    /// Moves the write-ahead log into the database unless somebody reads it right now, so that
    /// `events.sqlite` alone is the whole log.
    package func finish() {
        try? pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }

    /// Has the writer do something between two batches, and blocks until it is done.
    func onWriter<R: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> R
    ) throws(EventLogError) -> R {
        try writer.perform { [pool] () throws(EventLogError) -> R in
            do {
                return try pool.writeWithoutTransaction(work)
            } catch {
                throw EventLogError(writing: error, at: pool.path)
            }
        }
    }
}
