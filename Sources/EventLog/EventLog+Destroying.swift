internal import Dispatch
internal import Foundation
internal import GRDB
internal import Glibc
internal import Synchronization
package import SyncModel

extension EventLog {
    /// Destroys the keys of values, and the fingerprint keys of what has no value left.
    ///
    /// When it returns, no byte of them is in the database or the write-ahead log. SQLite leaves stale copies of rows in
    /// pages that were split, so both tables are written anew: this takes a time that grows with the number of all keys,
    /// and holds up appends for it. Destroying again does nothing. An event that was made before and is written afterwards
    /// is made again, so that it relies on no key that went.
    ///
    /// It blocks the caller's thread, which must be one that nobody else needs.
    ///
    /// - Parameters:
    ///   - places: Whose keys go.
    ///   - names: What has no value left in the events through `seen`; one that a later event brings a value of is spared.
    ///   - seen: The last event that was looked at to find them.
    ///   - namesIn: gives the names that an event brings values of.
    ///   - forget: is told the names while nothing is written, whether or not the keys are gone; it must return at once.
    /// - Throws: `EventLogError.cannotWrite`; the same may be asked for again. `.heldOpen` as `emptyWriteAheadLog` does.
    package func destroyKeys(
        at places: [SealedValueReference],
        of names: [ValueName],
        unusedThrough seen: Position,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>,
        forget: @escaping @Sendable ([ValueName]) -> Void
    ) throws(EventLogError) {
        let end = { @Sendable [self] in
            forget(names)
            destructions.add(1, ordering: .releasing)
        }
        // One table after the other, so that what is appended waits for one alone. The data keys go
        // last: as long as one of them is there, what a crash cut off is carried out again.
        try rewriteKeys(of: [.fingerprint], finally: end) { database in
            var unused = Set(names)
            let later = try Row.fetchCursor(
                database,
                sql: "SELECT position, envelope FROM events WHERE position > ?",
                arguments: [seen.number]
            )
            while !unused.isEmpty, let row = try later.next() {
                unused.subtract(namesIn(try EventReader.event(row)))
            }
            for name in unused {
                try database.execute(
                    sql: "DELETE FROM kept_fingerprint WHERE name = ?",
                    arguments: [name.text]
                )
            }
        }
        try rewriteKeys(of: [.data], finally: end) { database in
            for place in places {
                try database.execute(
                    sql: "DELETE FROM kept_data WHERE position = ? AND slot = ?",
                    arguments: [place.position.number, place.slot]
                )
            }
        }
        try emptyWriteAheadLog()
    }

    /// Puts other wrapped keys in the place of all: every one of them or none.
    ///
    /// - Parameters:
    ///   - identity: The identity key under the new master key.
    ///   - data: gives the new form of a value's wrapped key.
    ///   - fingerprint: gives the new form of a name's wrapped key.
    /// - Returns: How many keys there were.
    /// - Throws: `EventLogError.cannotWrite` when nothing has changed; `.heldOpen` as `emptyWriteAheadLog` does.
    package func replaceKeys(
        identity: [UInt8],
        data: @escaping @Sendable (SealedValueReference, [UInt8]) throws -> [UInt8],
        fingerprint: @escaping @Sendable (ValueName, [UInt8]) throws -> [UInt8]
    ) throws(EventLogError) -> Int {
        let count = try rewriteKeys(of: KeyTable.allCases) { database in
            let keys = try Row.fetchAll(database, sql: "SELECT * FROM kept_data")
            for row in keys {
                let place = SealedValueReference(
                    position: Position(row["position"]),
                    slot: row["slot"]
                )
                try database.execute(
                    sql: "UPDATE kept_data SET wrapped = ? WHERE position = ? AND slot = ?",
                    arguments: [
                        Data(try data(place, [UInt8](row["wrapped"] as Data))),
                        place.position.number, place.slot,
                    ]
                )
            }
            let names = try Row.fetchAll(
                database,
                sql: "SELECT * FROM kept_fingerprint WHERE name <> ?",
                arguments: [Schema.identityName]
            )
            for row in names {
                let name = ValueName(stored: row["name"])
                try database.execute(
                    sql: "UPDATE kept_fingerprint SET wrapped = ? WHERE name = ?",
                    arguments: [
                        Data(try fingerprint(name, [UInt8](row["wrapped"] as Data))), name.text,
                    ]
                )
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO kept_fingerprint (name, wrapped) VALUES (?, ?)",
                arguments: [Schema.identityName, Data(identity)]
            )
            return keys.count + names.count + 1
        }
        try emptyWriteAheadLog()
        return count
    }

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
        writing.asyncAfter(deadline: .now() + Self.laterTry) { [weak self] in
            guard let self, !queue.withLock(\.isClosed) else { return }
            let isEmpty = try? pool.writeWithoutTransaction { try tryToEmpty($0) }
            if isEmpty != true { emptyLater() }
        }
    }

    /// Has the writer do something between two batches, and waits for it.
    private func onWriter<R: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> R
    ) throws(EventLogError) -> R {
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<Result<R, EventLogError>>(.failure(.closed))
        writing.async { [self] in
            do {
                let value = try pool.writeWithoutTransaction(work)
                result.withLock { $0 = .success(value) }
            } catch {
                let known = EventLogError(writing: error, at: pool.path)
                result.withLock { $0 = .failure(known) }
            }
            done.signal()
        }
        done.wait()
        return try result.withLock(\.self).get()
    }

    /// Writes key tables anew, in one transaction, from copies in memory that `change` may change.
    ///
    /// What a page of the old form still held is overwritten; the write-ahead log has to be emptied
    /// after it. Whatever came of it, `end` is called before anything else is written.
    private func rewriteKeys<R: Sendable>(
        of tables: [KeyTable],
        finally end: @escaping @Sendable () -> Void = {},
        _ change: @escaping @Sendable (Database) throws -> R
    ) throws(EventLogError) -> R {
        let changed = try onWriter { database in
            defer { end() }
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            var changed: R?
            try database.inTransaction(.immediate) {
                for sql in tables.flatMap(\.copying) { try database.execute(sql: sql) }
                changed = try change(database)
                for sql in tables.flatMap(\.returning) { try database.execute(sql: sql) }
                return .commit
            }
            return changed
        }
        guard let changed else { throw .cannotWrite("nothing was changed") }
        return changed
    }
}

/// A table of wrapped keys, and the statements that take it out to a copy in memory and back.
private enum KeyTable: CaseIterable {
    case data, fingerprint

    var copying: [String] {
        switch self {
        case .data:
            [
                """
                CREATE TEMP TABLE kept_data (
                    position INTEGER NOT NULL, slot INTEGER NOT NULL, wrapped BLOB NOT NULL,
                    PRIMARY KEY (position, slot)
                ) WITHOUT ROWID
                """,
                "INSERT INTO kept_data SELECT * FROM data_keys ORDER BY position, slot",
            ]
        case .fingerprint:
            [
                """
                CREATE TEMP TABLE kept_fingerprint (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL)
                WITHOUT ROWID
                """,
                "INSERT INTO kept_fingerprint SELECT * FROM fingerprint_keys ORDER BY name",
            ]
        }
    }

    var returning: [String] {
        switch self {
        case .data:
            [
                "DELETE FROM data_keys",
                "INSERT INTO data_keys SELECT * FROM kept_data ORDER BY position, slot",
                "DROP TABLE kept_data",
            ]
        case .fingerprint:
            [
                "DELETE FROM fingerprint_keys",
                "INSERT INTO fingerprint_keys SELECT * FROM kept_fingerprint ORDER BY name",
                "DROP TABLE kept_fingerprint",
            ]
        }
    }
}
