internal import Foundation
internal import GRDB
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
    /// - Parameters:
    ///   - places: Whose keys go.
    ///   - names: What has no value left in the events through `seen`; one that a later event brings a value of is spared.
    ///   - seen: The last event that was looked at to find them.
    ///   - namesIn: gives the names that an event brings values of.
    ///   - forget: is told the names while nothing is written, whether or not the keys are gone; it must return at once.
    /// - Throws: `EventLogError.cannotWrite`; the same may be asked for again.
    package func destroyKeys(
        at places: [SealedValueReference],
        of names: [ValueName],
        unusedThrough seen: Position,
        namesIn: (RecordedEvent) -> Set<ValueName>,
        forget: ([ValueName]) -> Void
    ) throws(EventLogError) {
        try rewriteKeys { database in
            for place in places {
                try database.execute(
                    sql: "DELETE FROM kept_data WHERE position = ? AND slot = ?",
                    arguments: [place.position.number, place.slot]
                )
            }
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
        } finally: {
            forget(names)
            destructions.add(1, ordering: .releasing)
        }
    }

    /// Puts other wrapped keys in the place of all: every one of them or none.
    ///
    /// - Parameters:
    ///   - identity: The identity key under the new master key.
    ///   - data: gives the new form of a value's wrapped key.
    ///   - fingerprint: gives the new form of a name's wrapped key.
    /// - Returns: How many keys there were.
    /// - Throws: `EventLogError.cannotWrite` when nothing has changed.
    package func replaceKeys(
        identity: [UInt8],
        data: (SealedValueReference, [UInt8]) throws -> [UInt8],
        fingerprint: (ValueName, [UInt8]) throws -> [UInt8]
    ) throws(EventLogError) -> Int {
        var count = 0
        try rewriteKeys { database in
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
            count = keys.count + names.count + 1
        }
        return count
    }

    /// Brings everything into the database, so that the write-ahead log holds no earlier form of it.
    package func emptyWriteAheadLog() throws(EventLogError) {
        do {
            try pool.barrierWriteWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch {
            throw EventLogError(writing: error, at: pool.path)
        }
    }

    /// Writes both key tables anew from copies in memory that `change` may change, and empties the write-ahead log.
    ///
    /// Whatever came of it, `end` is called before anything else is written.
    private func rewriteKeys(
        _ change: (Database) throws -> Void,
        finally end: () -> Void = {}
    ) throws(EventLogError) {
        do {
            try pool.barrierWriteWithoutTransaction { database in
                defer { end() }
                try database.execute(sql: "PRAGMA temp_store = MEMORY")
                try database.inTransaction(.immediate) {
                    for sql in Self.copying { try database.execute(sql: sql) }
                    try change(database)
                    for sql in Self.returning { try database.execute(sql: sql) }
                    return .commit
                }
                _ = try database.checkpoint(.truncate)
            }
        } catch {
            throw EventLogError(writing: error, at: pool.path)
        }
    }

    private static let copying = [
        """
        CREATE TEMP TABLE kept_data (
            position INTEGER NOT NULL, slot INTEGER NOT NULL, wrapped BLOB NOT NULL,
            PRIMARY KEY (position, slot)
        ) WITHOUT ROWID
        """,
        "CREATE TEMP TABLE kept_fingerprint (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL)",
        "INSERT INTO kept_data SELECT * FROM data_keys",
        "INSERT INTO kept_fingerprint SELECT * FROM fingerprint_keys",
    ]

    private static let returning = [
        "DELETE FROM data_keys",
        "DELETE FROM fingerprint_keys",
        "INSERT INTO data_keys SELECT * FROM kept_data ORDER BY position, slot",
        "INSERT INTO fingerprint_keys SELECT * FROM kept_fingerprint ORDER BY name",
        "DROP TABLE kept_data",
        "DROP TABLE kept_fingerprint",
    ]
}
