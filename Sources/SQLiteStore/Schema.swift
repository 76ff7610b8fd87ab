internal import EventLog
internal import Foundation
internal import GRDB
internal import SyncModel

/// The tables of the log, and the triggers that make SQLite itself refuse to change what is
/// recorded.
enum Schema {
    /// "CkSy" in ASCII; SQLite stores it in the file's header.
    static let applicationID: Int32 = 0x436B_5379
    static let version: Int32 = 4
    /// The name under which `fingerprint_keys` holds the identity key once the master key has been
    /// replaced; no value has such a name.
    static let identityName = "identity-key"

    /// The statements that create a new file.
    static let statements = first + second + third

    /// The statements of version 1.
    private static let first = [
        """
        CREATE TABLE log (
            id BLOB NOT NULL, identity_key BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE events (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            recorded_at INTEGER NOT NULL,
            type TEXT NOT NULL,
            source TEXT,
            sync TEXT,
            envelope BLOB NOT NULL,
            ciphertexts BLOB,
            leaf BLOB NOT NULL
        ) STRICT
        """,
        "CREATE INDEX events_by_sync ON events (sync, position) WHERE sync IS NOT NULL",
        """
        CREATE TABLE identities (
            identity BLOB PRIMARY KEY, position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        KeyTable.data.definition(KeyTable.data.name),
        KeyTable.fingerprint.definition(KeyTable.fingerprint.name),
        "CREATE TABLE snapshots (position INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT",
        refusal("UPDATE", of: "events"),
        refusal("DELETE", of: "events"),
        refusal("UPDATE", of: "identities"),
        refusal("DELETE", of: "identities"),
        refusal("UPDATE", of: "log"),
        refusal("DELETE", of: "log"),
        // INSERT OR REPLACE fires no delete trigger, so the guard runs before the insert.
        """
        CREATE TRIGGER events_insert BEFORE INSERT ON events
        WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
        BEGIN SELECT RAISE(ABORT, 'events are append-only and have no gaps'); END
        """,
        """
        CREATE TRIGGER identities_insert BEFORE INSERT ON identities
        WHEN EXISTS (SELECT 1 FROM identities WHERE identity = NEW.identity)
        BEGIN SELECT RAISE(ABORT, 'identities are append-only'); END
        """,
        """
        CREATE TRIGGER log_insert BEFORE INSERT ON log
        WHEN EXISTS (SELECT 1 FROM log)
        BEGIN SELECT RAISE(ABORT, 'a log has one identity'); END
        """,
    ]

    /// What version 2 added.
    private static let second = [
        """
        CREATE TABLE identity_arrivals (
            number INTEGER PRIMARY KEY, identity BLOB NOT NULL, position INTEGER NOT NULL
        ) STRICT
        """,
        // The newest arrival that, like all before it, is also in the sorted table.
        "CREATE TABLE identity_settlement (through INTEGER NOT NULL) STRICT",
        refusal("UPDATE", of: "identity_arrivals"),
        refusal("DELETE", of: "identity_arrivals"),
        """
        CREATE TRIGGER identity_arrivals_insert BEFORE INSERT ON identity_arrivals
        WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM identity_arrivals)
        BEGIN SELECT RAISE(ABORT, 'identity_arrivals are append-only and have no gaps'); END
        """,
        "INSERT INTO identity_settlement (through) VALUES (0)",
    ]

    /// What version 3 added: an index that is filled after the fact.
    private static let third = [
        """
        CREATE TABLE postings (
            term INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (term, position)
        ) STRICT, WITHOUT ROWID
        """,
        // The last position that the postings cover.
        "CREATE TABLE postings_progress (through INTEGER NOT NULL) STRICT",
        "INSERT INTO postings_progress (through) VALUES (0)",
    ]

    /// What version 4 changed: the postings tell of more, so they are filled anew.
    private static let fourth = ["DROP TABLE postings", "DROP TABLE postings_progress"]

    private static func refusal(_ verb: String, of table: String) -> String {
        """
        CREATE TRIGGER \(table)_\(verb.lowercased()) BEFORE \(verb) ON \(table)
        BEGIN SELECT RAISE(ABORT, '\(table) are append-only'); END
        """
    }

    /// Creates the tables in a new file.
    static func create(in database: Database, logID: [UInt8], identityKey: [UInt8]) throws {
        for statement in statements { try database.execute(sql: statement) }
        try database.execute(
            sql: "INSERT INTO log (id, identity_key) VALUES (?, ?)",
            arguments: [Data(logID), Data(identityKey)]
        )
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// What a log of an earlier version lacks.
    private static let additions: [Int32: [String]] = [
        1: second + third, 2: third, 3: fourth + third,
    ]

    /// Whether the file is empty, as a new one is.
    static func isAbsent(in database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
    }

    /// Adds what a log of an earlier version lacks, and changes nothing that exists.
    static func upgrade(in database: Database) throws {
        let applicationID = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int32.fetchOne(database, sql: "PRAGMA user_version")
        guard applicationID == Self.applicationID, let version, let added = additions[version]
        else { return }
        for statement in added { try database.execute(sql: statement) }
        try database.execute(sql: "PRAGMA user_version = \(Self.version)")
    }

    /// Checks that a file which may not be there yet is not that of another program or of a later
    /// version, without opening it as a database: that alone may write to it.
    ///
    /// Both numbers are in the header (sqlite.org/fileformat2.html, section 1.3). They are 0 in a
    /// file without tables, and where everything is still in the write-ahead log.
    static func verifyHeader(of path: String) throws(EventLogError) {
        guard let file = FileHandle(forReadingAtPath: path) else { return }
        defer { try? file.close() }
        // The header, and the start of the tree of tables, which is the first page (section 1.6).
        guard let start = try? file.read(upToCount: 108), start.count == 108,
            start.starts(with: "SQLite format 3\0".utf8)
        else { return }
        func number(_ count: Int, at offset: Int) -> Int32 {
            start[offset..<offset + count].reduce(0) { $0 << 8 | Int32($1) }
        }
        let (version, applicationID) = (number(4, at: 60), number(4, at: 68))
        // A leaf without cells; a root that is no leaf has tables below it.
        let hasNoTables = start[100] == 0x0D && number(2, at: 103) == 0
        if applicationID == 0, hasNoTables || SQLiteReader.byteCount(path + "-wal") > 0 { return }
        if applicationID == Self.applicationID, version <= Self.version { return }
        try verify(applicationID, version)
    }

    private static func verify(
        _ applicationID: Int32?,
        _ version: Int32?
    ) throws(EventLogError) {
        guard applicationID == Self.applicationID else {
            throw .notThisLog("it was made by another program")
        }
        guard version == Self.version else {
            let isOlder = version.map { additions[$0] != nil } ?? false
            let remedy = isOlder ? "; a server upgrades it when it starts" : ""
            throw .notThisLog("its version is \(version ?? 0), not \(Self.version)\(remedy)")
        }
    }

    /// Checks that the file is a log of this version with every table and trigger as created.
    static func verify(in database: Database) throws {
        try verify(
            Int32.fetchOne(database, sql: "PRAGMA application_id"),
            Int32.fetchOne(database, sql: "PRAGMA user_version")
        )
        if let name = try changedObjects(in: database).first {
            throw EventLogError.schemaChanged(name)
        }
    }

    /// The names of tables, triggers and indexes that are changed, missing or added.
    ///
    /// The extra tables of a running or interrupted key destruction do not count.
    static func changedObjects(in database: Database) throws -> [String] {
        let extras = KeyTable.extras
        let found = try objects(in: database).filter { extras[$0.key] != $0.value }
        let expected = try DatabaseQueue()
            .write { fresh in
                for statement in statements { try fresh.execute(sql: statement) }
                return try objects(in: fresh)
            }
        return Set(found.keys).union(expected.keys).sorted()
            .filter { found[$0] != expected[$0] }
    }

    /// The names of header fields that differ from those of a log of this version.
    static func changedMarks(in database: Database) throws -> [String] {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int32.fetchOne(database, sql: "PRAGMA user_version")
        return (application == applicationID ? [] : ["application_id"])
            + (version == Self.version ? [] : ["user_version"])
    }

    private static func objects(in database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        )
        return Dictionary(
            rows.map { ($0["name"] as String, KeyTable.unquoted($0["sql"])) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
