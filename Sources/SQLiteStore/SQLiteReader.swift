package import EventLog
internal import Foundation
internal import GRDB
package import SyncModel

/// Reads `events.sqlite`, also one that another process writes or a copy of its files; never writes.
package struct SQLiteReader: StoreReader {
    let database: any DatabaseReader
    /// The database file.
    let path: String
    /// The directory, where it was opened as one that nobody writes to.
    private let unheldDirectory: String?
    let times: RecordedTimes
    /// The log's own writer, where this is a running log's reader.
    private let writer: (pool: DatabasePool, queue: WriterQueue)?
    /// What may end a long read early.
    let scan: ScanControl?
    let pause: ReadingPause

    init(
        _ database: any DatabaseReader,
        path: String,
        unheldDirectory: String? = nil,
        times: RecordedTimes = RecordedTimes(),
        writer: (pool: DatabasePool, queue: WriterQueue)? = nil,
        scan: ScanControl? = nil,
        pause: ReadingPause = ReadingPause()
    ) {
        self.database = database
        self.path = path
        self.unheldDirectory = unheldDirectory
        self.times = times
        self.writer = writer
        self.scan = scan
        self.pause = pause
    }

    /// Opens another connection to a running log, for one scan.
    func reopened(for scan: ScanControl) throws(EventLogError) -> SQLiteReader {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(SQLiteStore.busyTimeout)
        do {
            let connection = try DatabaseQueue(path: path, configuration: configuration)
            scan.onCancel { connection.interrupt() }
            return SQLiteReader(connection, path: path, times: times, scan: scan, pause: pause)
        } catch {
            throw EventLogError(reading: error, at: path)
        }
    }

    /// Reads with every failure put in the module's own words.
    ///
    /// Within the writer's transaction it is the writer's connection that reads: another might have to be waited for.
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

    /// Refuses what was read without locks if somebody may have written meanwhile.
    func checkUnheld() throws(EventLogError) {
        guard let unheldDirectory, DirectoryLock.isHeld(directory: unheldDirectory) else { return }
        throw .cannotRead(
            "a server started on \(unheldDirectory) meanwhile",
            hint: "Run it again; it then reads beside the server."
        )
    }

    package func head() throws(EventLogError) -> Position {
        try read { database in
            Position(
                try Int64.fetchOne(database, sql: "SELECT coalesce(max(position), 0) FROM events")
                    ?? 0
            )
        }
    }

    package func newestTime() throws(EventLogError) -> Timestamp? {
        try read { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1"
            )
            .map { Timestamp(microseconds: $0) }
        }
    }

    /// It is looked for by halving, with some twenty rows read of a million; the first search of a reader reads every
    /// event's time, to know where times went back.
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

    package func events(
        matching query: EventQuery,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        var sql = "SELECT position, envelope FROM events WHERE position > ?"
        var arguments = [query.after.number.databaseValue]
        if let before = query.before {
            sql += " AND position < ?"
            arguments.append(before.number.databaseValue)
        }
        for condition in query.conditions {
            sql += " AND \(condition.sql)"
            arguments.append(condition.value.databaseValue)
        }
        sql += " ORDER BY position\(query.isNewest ? " DESC" : "") LIMIT \(limit)"
        let (statement, values) = (sql, StatementArguments(arguments))
        return try read { database in
            try Row.fetchAll(database, sql: statement, arguments: values).map(Self.event)
        }
    }

    static func event(_ row: Row) throws -> RecordedEvent {
        let envelope: Data = row["envelope"]
        return try envelope.withUnsafeBytes {
            try RecordedEvent(stored: $0, at: Position(row["position"]))
        }
    }
}
