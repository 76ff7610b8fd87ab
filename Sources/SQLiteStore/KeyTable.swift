internal import Foundation
internal import GRDB

/// A table of wrapped keys, and how it is rewritten so that no page keeps an old copy of a key.
///
/// SQLite leaves stale copies of rows in pages that were split. So the rows to keep are moved, in
/// small transactions, to a second table that never held the others; a trigger that only the
/// writer's connection has copies new rows to it meanwhile. Then the tables swap names, and the
/// first is overwritten with zeros, page by page. After a crash, nothing reads what is left of the
/// extra table, and the next start removes it.
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

    /// Creates the second table, which from now on also gets every row the first gets; `rows` are
    /// the primary keys of the rows to destroy.
    func begin(without rows: [Key], in database: Database) throws {
        try forget(in: database)
        let columns = key.joined(separator: ", ")
        try database.execute(
            sql: """
                CREATE TEMP TABLE \(going) (\(columns), PRIMARY KEY (\(columns))) WITHOUT ROWID;
                \(definition(next));
                CREATE TEMP TRIGGER \(follower) AFTER INSERT ON main.\(name) BEGIN
                    INSERT OR IGNORE INTO \(next) SELECT * FROM \(name) WHERE \(matches("NEW"));
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
    func copyStep(after last: Key?, in database: Database) throws -> Key? {
        let end = try self.end(of: name, after: last, in: database)
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO \(next) SELECT * FROM \(name)
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

    /// Rewrites every row at once, with other wrapped keys.
    func rewrite(in database: Database, _ wrapped: (Row) throws -> [UInt8]) throws {
        try begin(without: [], in: database)
        let insertion = try database.makeStatement(
            sql: "INSERT INTO \(next) VALUES (\(places), ?)"
        )
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(name)")
        while let row = try rows.next() {
            let new = Data(try wrapped(row)).databaseValue
            let values = key.map { row[$0] as DatabaseValue } + [new]
            try insertion.execute(arguments: StatementArguments(values))
        }
        try swap(in: database)
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

    /// Removes the temporary objects of the writer's connection.
    private func forget(in database: Database) throws {
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

    private func matches(_ row: String) -> String {
        key.map { "\($0) = \(row).\($0)" }.joined(separator: " AND ")
    }

    private var places: String { key.map { _ in "?" }.joined(separator: ", ") }
}
