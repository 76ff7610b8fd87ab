internal import Encodings
internal import CSQLiteHardening
package import SyncModel

/// A row of the event table as it stands in the file, nothing of it believed; good as long as its reader stands on it.
package struct AuditedRow {
    package let position: Position
    package let recordedAt: Int64
    package let type: String
    package let source: String?
    package let sync: String?
    package let envelope: UnsafeRawBufferPointer
    /// Nil where the column is null.
    package let ciphertexts: UnsafeRawBufferPointer?
    package let leaf: UnsafeRawBufferPointer
    /// The wrapped data keys that stand beside it, in the order of their slots.
    package let wrappedKeys: [(slot: Int, wrapped: [UInt8])]

    /// The row a statement over `columns` stands on.
    init(_ statement: OpaquePointer, _ wrappedKeys: [(slot: Int, wrapped: [UInt8])]) {
        position = Position(sqlite3_column_int64(statement, 0))
        recordedAt = sqlite3_column_int64(statement, 1)
        type = Self.text(statement, 2) ?? ""
        source = Self.text(statement, 3)
        sync = Self.text(statement, 4)
        envelope = columnBytes(statement, 5)
        ciphertexts =
            sqlite3_column_type(statement, 6) == SQLITE_NULL ? nil : columnBytes(statement, 6)
        leaf = columnBytes(statement, 7)
        self.wrappedKeys = wrappedKeys
    }

    static let columns = "position, recorded_at, type, source, sync, envelope, ciphertexts, leaf"

    private static func text(_ statement: OpaquePointer, _ column: Int32) -> String? {
        sqlite3_column_text(statement, column).map { String(cString: $0) }
    }
}

/// A column's bytes where SQLite has them, until the statement goes on.
func columnBytes(_ statement: OpaquePointer, _ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
        start: sqlite3_column_blob(statement, column),
        count: Int(sqlite3_column_bytes(statement, column))
    )
}
