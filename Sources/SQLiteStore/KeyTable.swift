internal import EventLog
internal import Foundation
internal import GRDB
internal import SyncModel

/// A table of wrapped keys, and how it is rewritten so that no page keeps an old copy of a key.
///
/// SQLite leaves stale copies of rows in pages that were split. So the rows to keep are moved, in
/// small transactions, to a second table that never held the others; a trigger that only the
/// writer's connection has copies new rows to it meanwhile. Then the tables swap names, and the
/// first is overwritten with zeros, page by page. After a crash, nothing reads what is left of the
/// extra table, and the next start removes it. When keys are rewrapped, the rows get their new keys
/// as they are copied.
enum KeyTable: CaseIterable {
    case data, fingerprint

    /// The primary key of a row.
    typealias Key = [DatabaseValue]

    /// The number of rows moved or removed per transaction, for which an append may have to wait.
    static let rowsPerStep = 500

    var name: String {
        switch self {
        case .data: "data_keys"
        case .fingerprint: "fingerprint_keys"
        }
    }

    /// The table of the rows that are kept, until it replaces the first.
    private var next: String { name + "_next" }
    /// The first table after the swap.
    private var old: String { name + "_old" }
    /// The primary keys of the rows to destroy, in the writer's memory.
    private var going: String { name + "_going" }
    private var follower: String { name + "_follower" }
    private var function: String { name + "_rewrapped" }

    private var key: [String] {
        switch self {
        case .data: ["position", "slot"]
        case .fingerprint: ["name"]
        }
    }

    /// The statement that creates a table of this form.
    func definition(_ name: String) -> String {
        switch self {
        case .data:
            """
            CREATE TABLE \(name) (
                position INTEGER NOT NULL, slot INTEGER NOT NULL, wrapped BLOB NOT NULL,
                PRIMARY KEY (position, slot)
            ) STRICT, WITHOUT ROWID
            """
        case .fingerprint:
            """
            CREATE TABLE \(name) (
                name TEXT PRIMARY KEY, wrapped BLOB NOT NULL
            ) STRICT, WITHOUT ROWID
            """
        }
    }

    /// The statements that created the extra tables, by table name.
    static var extras: [String: String] {
        allCases.reduce(into: [:]) { made, table in
            for name in [table.next, table.old] { made[name] = table.definition(name) }
        }
    }

    /// A statement as SQLite stores it, without the quotes it puts around a new name.
    static func unquoted(_ sql: String) -> String {
        for name in allCases.map(\.name) + extras.keys where sql.contains("\"\(name)\"") {
            return sql.replacing("\"\(name)\"", with: name)
        }
        return sql
    }

    // MARK: Rewriting, step by step

    /// Creates the second table, which from now on also gets every row the first gets.
    ///
    /// `rows` are the primary keys of the rows to destroy. If the keys are rewrapped, the
    /// connection must have `rewrapping` until the tables are swapped.
    func begin(
        without rows: [Key] = [],
        isRewrapping: Bool = false,
        in database: Database
    ) throws {
        try forget(in: database)
        let columns = key.joined(separator: ", ")
        try database.execute(
            sql: """
                CREATE TEMP TABLE \(going) (\(columns), PRIMARY KEY (\(columns))) WITHOUT ROWID;
                \(definition(next));
                CREATE TEMP TRIGGER \(follower) AFTER INSERT ON main.\(name) BEGIN
                    INSERT OR IGNORE INTO \(next)
                    SELECT \(selection(isRewrapping)) FROM \(name) WHERE \(matches("NEW"));
                END
                """
        )
        let statement = try database.makeStatement(
            sql: "INSERT OR IGNORE INTO \(going) VALUES (\(places))"
        )
        for row in rows { try statement.execute(arguments: StatementArguments(row)) }
    }

    /// Copies the next rows after `last` to the second table.
    ///
    /// - Returns: The last row it copied; nil at the end.
    func copyStep(
        after last: Key?,
        isRewrapping: Bool,
        in database: Database
    ) throws -> Key? {
        let end = try self.end(of: name, after: last, in: database)
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO \(next) SELECT \(selection(isRewrapping)) FROM \(name)
                WHERE \(range(last, end)) AND NOT EXISTS
                (SELECT 1 FROM \(going) WHERE \(matches(name)))
                """,
            arguments: StatementArguments((last ?? []) + (end ?? []))
        )
        return end
    }

    /// Copies one row that was to be destroyed.
    func keep(_ row: Key, in database: Database) throws {
        let condition = key.map { "\($0) = ?" }.joined(separator: " AND ")
        try database.execute(
            sql: "INSERT OR IGNORE INTO \(next) SELECT * FROM \(name) WHERE \(condition)",
            arguments: StatementArguments(row)
        )
    }

    /// Adds a row to the second table unless it is there.
    func add(_ row: Key, wrapped: [UInt8], in database: Database) throws {
        let values = StatementArguments(row + [Data(wrapped).databaseValue])
        try database.execute(
            sql: "INSERT OR IGNORE INTO \(next) VALUES (\(places), ?)",
            arguments: values
        )
    }

    /// Gives the second table the first one's name.
    func swap(in database: Database) throws {
        try forget(in: database)
        try database.execute(
            sql: """
                ALTER TABLE \(name) RENAME TO \(old);
                ALTER TABLE \(next) RENAME TO \(name)
                """
        )
    }

    /// The function of SQL that makes a row's new key; `onFailure` learns why it cannot, of which
    /// SQLite passes on only a text.
    func rewrapping(
        as replacement: KeyReplacement,
        onFailure: @escaping @Sendable (any Error) -> Void
    ) -> DatabaseFunction {
        DatabaseFunction(function, argumentCount: key.count + 1) { values in
            do {
                return try rewrapped(values, replacement)
            } catch {
                onFailure(error)
                throw error
            }
        }
    }

    private func rewrapped(_ values: [DatabaseValue], _ replacement: KeyReplacement) throws -> Data
    {
        switch self {
        case .data:
            let (position, slot, wrapped) = try (
                Int64.decode(values[0]), Int.decode(values[1]), Data.decode(values[2])
            )
            let place = SealedValueReference(position: Position(position), slot: slot)
            return Data(try replacement.data(place, [UInt8](wrapped)))
        case .fingerprint:
            let (name, wrapped) = try (String.decode(values[0]), Data.decode(values[1]))
            if name == Schema.identityName { return Data(replacement.identity) }
            return Data(
                try replacement.fingerprint(ValueName(stored: name), [UInt8](wrapped))
            )
        }
    }

    /// Removes some rows of a table that is no longer needed, or the table once it is empty.
    ///
    /// - Returns: Whether there may be more to remove.
    func removeStep(in database: Database) throws -> Bool {
        try forget(in: database)
        for table in [old, next] where try database.tableExists(table) {
            guard let end = try end(of: table, after: nil, in: database) else {
                try database.execute(sql: "DROP TABLE \(table)")
                continue
            }
            try database.execute(
                sql: "DELETE FROM \(table) WHERE \(range(nil, end))",
                arguments: StatementArguments(end)
            )
            return true
        }
        return false
    }

    /// Removes at once what an interrupted rewrite left.
    static func removeExtras(in database: Database) throws {
        for name in extras.keys.sorted() {
            try database.execute(sql: "DROP TABLE IF EXISTS \(name)")
        }
    }

    /// Removes the temporary objects of the writer's connection: new rows are copied no more.
    ///
    /// Outside of a transaction it also succeeds on a full disk.
    func forget(in database: Database) throws {
        try database.execute(
            sql: """
                DROP TRIGGER IF EXISTS temp.\(follower);
                DROP TABLE IF EXISTS temp.\(going)
                """
        )
    }

    /// The key of the last row of the next step; nil if fewer rows are left.
    private func end(of table: String, after last: Key?, in database: Database) throws -> Key? {
        let columns = key.joined(separator: ", ")
        return
            try Row.fetchOne(
                database,
                sql: """
                    SELECT \(columns) FROM \(table) WHERE \(range(last, nil))
                    ORDER BY \(columns) LIMIT 1 OFFSET \(Self.rowsPerStep - 1)
                    """,
                arguments: StatementArguments(last ?? [])
            )
            .map { row in key.map { row[$0] as DatabaseValue } }
    }

    private func range(_ after: Key?, _ through: Key?) -> String {
        let columns = key.joined(separator: ", ")
        let conditions = [
            after.map { _ in "(\(columns)) > (\(places))" },
            through.map { _ in "(\(columns)) <= (\(places))" },
        ]
        return (["TRUE"] + conditions.compactMap(\.self)).joined(separator: " AND ")
    }

    private func selection(_ isRewrapping: Bool) -> String {
        if !isRewrapping { return "*" }
        let columns = key.joined(separator: ", ")
        return "\(columns), \(function)(\(columns), wrapped)"
    }

    private func matches(_ row: String) -> String {
        key.map { "\($0) = \(row).\($0)" }.joined(separator: " AND ")
    }

    private var places: String { key.map { _ in "?" }.joined(separator: ", ") }
}

extension DatabaseValueConvertible {
    /// Reads what a column holds.
    fileprivate static func decode(_ value: DatabaseValue) throws(EventLogError) -> Self {
        guard let decoded = fromDatabaseValue(value) else {
            throw .cannotRead("a key's row contains \(value)")
        }
        return decoded
    }
}
