package import EventLog
internal import Foundation
internal import GRDB
internal import SQLiteIndex
package import SyncModel

/// Reads `events.sqlite`, including one that another process writes or a copy of its files; never
/// writes.
package struct SQLiteReader: StoreReader {
    let database: any DatabaseReader
    /// The database file.
    let path: String
    /// The directory, if it was opened without locks because nobody writes to it.
    private let unheldDirectory: String?
    let times: RecordedTimes
    let unindexed: UnindexedTerms
    let dataKeyCount: DataKeyCount
    /// The log's own writer, if this reader belongs to a running log.
    private let writer: (pool: DatabasePool, queue: WriterQueue)?
    /// Can end a long read early; nil for short reads.
    let scan: ScanControl?
    let pause: ReadingPause

    init(
        _ database: any DatabaseReader,
        path: String,
        unheldDirectory: String? = nil,
        times: RecordedTimes = RecordedTimes(),
        unindexed: UnindexedTerms = UnindexedTerms(),
        dataKeyCount: DataKeyCount = DataKeyCount(),
        writer: (pool: DatabasePool, queue: WriterQueue)? = nil,
        scan: ScanControl? = nil,
        pause: ReadingPause = ReadingPause()
    ) {
        self.database = database
        self.path = path
        self.unheldDirectory = unheldDirectory
        self.times = times
        self.unindexed = unindexed
        self.dataKeyCount = dataKeyCount
        self.writer = writer
        self.scan = scan
        self.pause = pause
    }

    /// Opens another connection to a running log for one scan.
    func reopened(for scan: ScanControl) throws(EventLogError) -> SQLiteReader {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(SQLiteStore.busyTimeout)
        do {
            let connection = try DatabaseQueue(path: path, configuration: configuration)
            scan.onCancel { connection.interrupt() }
            return SQLiteReader(
                connection,
                path: path,
                times: times,
                unindexed: unindexed,
                dataKeyCount: dataKeyCount,
                scan: scan,
                pause: pause
            )
        } catch {
            throw EventLogError(reading: error, at: path)
        }
    }

    /// Reads, and turns every failure into an `EventLogError`.
    ///
    /// Inside the writer's transaction it reads through the writer's connection, because another
    /// connection might make it wait.
    func read<T>(_ body: (Database) throws -> T) throws(EventLogError) -> T {
        do {
            if let writer, writer.queue.isCurrent {
                return try writer.pool.unsafeReentrantWrite(body)
            }
            try scan?.check()
            let result = try database.read(body)
            try checkUnheld()
            return result
        } catch {
            throw EventLogError(reading: error, at: path)
        }
    }

    /// Throws if somebody may have written while the log was read without locks.
    func checkUnheld() throws(EventLogError) {
        guard let unheldDirectory, DirectoryLock.isHeld(directory: unheldDirectory) else { return }
        throw .cannotRead(
            "a server was started on \(unheldDirectory) meanwhile",
            hint: "Run it again; it will read alongside the server."
        )
    }

    /// One lookup at the end of the primary key.
    package func head() throws(EventLogError) -> Position {
        try read { database in
            Position(
                try Int64.fetchOne(database, sql: "SELECT coalesce(max(position), 0) FROM events")
                    ?? 0
            )
        }
    }

    /// One lookup at the end of the primary key.
    package func newestTime() throws(EventLogError) -> Timestamp? {
        try read { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1"
            )
            .map { Timestamp(microseconds: $0) }
        }
    }

    /// Uses binary search, which reads some twenty rows of a million; a reader's first search reads
    /// every event's time to learn where times decreased.
    package func position(asOf time: Timestamp) throws(EventLogError) -> Position {
        try read { database in
            let setbacks = try times.setbacks(in: database)
            let rows = try database.makeStatement(
                sql: "SELECT recorded_at FROM events WHERE position = ?"
            )
            var low: Int64 = 0
            var high = try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
            while low < high {
                let middle = low + (high - low + 1) / 2
                guard let own = try Int64.fetchOne(rows, arguments: [middle]) else {
                    throw EventLogError.gap(after: Position(middle - 1))
                }
                let newest = setbacks.newest(at: middle, own: own)
                if newest <= time.microseconds { low = middle } else { high = middle - 1 }
            }
            return Position(low)
        }
    }

    /// Reads by the postings, or by the index that SQLite picks for the conditions.
    package func events(
        matching query: EventQuery,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        try read { database in
            let selection = try EventSelection(
                query,
                through: query.before.map { $0.number - 1 } ?? .max,
                columns: "envelope",
                in: database
            )
            var (rows, found) = (try selection.rows(in: database), [RecordedEvent]())
            while found.count < limit, let row = try rows.next() {
                found.append(try RecordedEvent(row))
            }
            return found
        }
    }
}
