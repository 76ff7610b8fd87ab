internal import CSQLiteHardening
internal import GRDB
package import SyncModel

/// A row of the event table as it stands in the file, nothing of it believed.
package struct AuditedRow: Sendable {
    package let position: Position
    package let recordedAt: Int64
    package let type: String
    package let source: String?
    package let sync: String?
    package let envelope: [UInt8]
    package let ciphertexts: [UInt8]?
    package let leaf: [UInt8]
    /// The wrapped data keys that stand beside it, by slot.
    package let wrappedKeys: [Int: [UInt8]]
}

/// A log opened to be looked at, whatever was done to it.
package struct AuditedLog: Sendable {
    package let reader: EventReader
    /// Tables, triggers and indexes that are not as made.
    package let changedObjects: [String]

    /// Opens `events.sqlite` in a directory read-only.
    ///
    /// - Throws: `EventLogError.cannotRead` for what is no database.
    package init(directory: String) throws(EventLogError) {
        reader = try EventReader.openUnchecked(directory: directory)
        changedObjects = try reader.read { try Schema.changedObjects(in: $0) }
    }

    /// Calls `body` with every row in the order of positions.
    package func forEach(_ body: (AuditedRow) -> Void) throws(EventLogError) {
        try reader.read { database in
            let allRows = try database.makeStatement(
                sql: """
                    SELECT position, recorded_at, type, source, sync, envelope, ciphertexts, leaf
                    FROM events ORDER BY position
                    """
            )
            let allKeys = try database.makeStatement(
                sql: "SELECT position, slot, wrapped FROM data_keys ORDER BY position, slot"
            )
            // SQLite's statements live as long as those around them do.
            defer { withExtendedLifetime((allRows, allKeys)) {} }
            let (rows, keys) = (allRows.sqliteStatement, allKeys.sqliteStatement)
            var hasKey = sqlite3_step(keys) == SQLITE_ROW
            while true {
                let code = sqlite3_step(rows)
                if code == SQLITE_DONE { return }
                guard code == SQLITE_ROW else {
                    throw EventLogError.cannotRead(
                        String(cString: sqlite3_errmsg(sqlite3_db_handle(rows)))
                    )
                }
                let position = sqlite3_column_int64(rows, 0)
                var wrapped: [Int: [UInt8]] = [:]
                while hasKey, sqlite3_column_int64(keys, 0) <= position {
                    if sqlite3_column_int64(keys, 0) == position {
                        wrapped[Int(sqlite3_column_int64(keys, 1))] = Self.blob(keys, 2) ?? []
                    }
                    hasKey = sqlite3_step(keys) == SQLITE_ROW
                }
                body(Self.row(rows, at: position, wrapped))
            }
        }
    }

    private static func row(
        _ statement: OpaquePointer,
        at position: Int64,
        _ wrappedKeys: [Int: [UInt8]]
    ) -> AuditedRow {
        AuditedRow(
            position: Position(position),
            recordedAt: sqlite3_column_int64(statement, 1),
            type: text(statement, 2) ?? "",
            source: text(statement, 3),
            sync: text(statement, 4),
            envelope: blob(statement, 5) ?? [],
            ciphertexts: blob(statement, 6),
            leaf: blob(statement, 7) ?? [],
            wrappedKeys: wrappedKeys
        )
    }

    private static func text(_ statement: OpaquePointer, _ column: Int32) -> String? {
        sqlite3_column_text(statement, column).map { String(cString: $0) }
    }

    private static func blob(_ statement: OpaquePointer, _ column: Int32) -> [UInt8]? {
        if sqlite3_column_type(statement, column) == SQLITE_NULL { return nil }
        return Array(
            UnsafeRawBufferPointer(
                start: sqlite3_column_blob(statement, column),
                count: Int(sqlite3_column_bytes(statement, column))
            )
        )
    }
}
