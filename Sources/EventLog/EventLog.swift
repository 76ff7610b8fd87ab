internal import CSQLiteHardening
internal import Dispatch
internal import Foundation
internal import GRDB
internal import Glibc
internal import Synchronization
package import SyncModel

/// The append-only event log: appends durably, reads in order, refuses everything else.
///
/// One process holds a directory at a time. Appends that arrive together share one transaction and one fsync (group commit);
/// each is answered after it.
package final class EventLog: Sendable {
    /// For short reads; a long one is a scan.
    package let reader: EventReader
    /// Long reads on behalf of people.
    package let scans: LogScans
    /// Long reads on the server's own behalf, which no crowd of people's keeps waiting.
    package let ownScans: LogScans
    /// Destructions of values, of which each finishes before the next is recorded.
    package let destructionsInTurn = OneAtATime()
    package let identity: LogIdentity

    let pool: DatabasePool
    let queue: Mutex<AppendQueue>
    /// Used by the writer alone.
    let identities: Mutex<IdentityIndex>
    let writing = DispatchQueue(label: "event-log.writing")
    /// How often keys were destroyed; raised where appends are written, once nothing relies on what went.
    let destructions = Atomic(0)
    /// How much waits for the writer beside appends.
    let otherWork = Atomic(0)
    /// Set by the writer alone.
    let writability = Atomic(true)
    let files: LogFiles
    let now: @Sendable () -> Timestamp
    let makeID: @Sendable (Timestamp) throws -> String
    let onCommit: @Sendable ([RecordedEvent]) -> Void
    let pause = ReadingPause()
    private let lock: DirectoryLock

    /// Opens the log of a directory, or makes a new one.
    ///
    /// - Parameters:
    ///   - directory: Where `events.sqlite` is or will be.
    ///   - now: The time an event is recorded at, unless the one before it is up to a minute later.
    ///   - makeID: Gives an event's id.
    ///   - makeLogID: Gives a new log's id, 16 random bytes.
    ///   - makeIdentityKey: gives the wrapped identity key of a new log from its id.
    ///   - onCommit: is called after each commit with what it recorded, in order, before the answers go out.
    /// - Throws: `EventLogError`; `.locked` while another process holds the directory.
    package init(
        directory: String,
        now: @escaping @Sendable () -> Timestamp,
        makeID: @escaping @Sendable (Timestamp) throws -> String,
        makeLogID: () throws -> [UInt8],
        makeIdentityKey: (_ logID: [UInt8]) throws -> [UInt8],
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void
    ) throws {
        lock = try DirectoryLock(directory: directory)
        let writerQueue = WriterQueue()
        let path = directory + "/events.sqlite"
        let pool = try Self.inWords(path) { try Self.openPool(path, writerQueue) }
        self.pool = pool
        try Self.inWords(path) {
            try Self.prepare(pool, makeLogID, makeIdentityKey)
        }
        files = LogFiles(directory: directory)
        let reader = EventReader(
            pool,
            path: path,
            writer: (pool, writerQueue),
            pause: pause
        )
        self.reader = reader
        let open = { @Sendable control throws(EventLogError) in
            try reader.reopened(for: control)
        }
        scans = LogScans(open: open)
        ownScans = LogScans(open: open)
        identity = try reader.identity()
        identities = Mutex(
            try Self.inWords(path) { try pool.read { try IdentityIndex(in: $0) } }
        )
        queue = Mutex(
            AppendQueue(head: try reader.head(), newestTime: try reader.newestTime())
        )
        self.now = now
        self.makeID = makeID
        self.onCommit = onCommit
        watchFiles()
    }

    /// Makes the tables of a new log, brings an old one up to date, and checks that all is as made.
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

    /// Does something to the database at a path, with SQLite's failures put in the module's own words.
    private static func inWords<T>(_ path: String, _ work: () throws -> T) throws -> T {
        do {
            return try work()
        } catch let error as DatabaseError {
            let trouble = StorageTrouble(error, at: path)
            throw EventLogError.cannotOpen(trouble.reason, hint: trouble.remedy)
        }
    }

    /// How many short reads are made at once.
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
            // What is deleted is overwritten with zeros: destroyed keys must leave nothing behind.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA cache_size = -8000")
            _ = checkly_sync_sqlite_defend(UnsafeMutableRawPointer(database.sqliteConnection))
        }
        // Made before SQLite makes it, so that it and the files beside it are the user's alone.
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

    /// The position of the newest event.
    package var head: Position {
        queue.withLock { $0.head }
    }

    /// How far apart kept states stand, so that any past moment is near one.
    private static let snapshotSpacing = 100_000

    /// Keeps a state so that later starts need not read everything before it.
    ///
    /// Of earlier ones the newest stays, and of each 100,000 positions the last.
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

    /// Takes no more appends and scans, and returns when appends under way are answered.
    package func close() async {
        scans.close()
        ownScans.close()
        await withCheckedContinuation { done in
            let isIdle = queue.withLock { $0.close(whenIdle: done) }
            if isIdle { done.resume() }
        }
    }

    /// Brings what the write-ahead log holds into the database, where nobody reads it just now; for the end of a process,
    /// so that `events.sqlite` alone is the whole log.
    package func foldWriteAheadLog() async {
        await withCheckedContinuation { done in
            writing.async { [pool] in
                try? pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
                done.resume()
            }
        }
    }
}
