internal import Encodings
internal import CSQLiteHardening
package import SyncModel

/// A row of the event table as it stands in the file, with nothing taken on trust.
///
/// It is valid only while its reader stands on it.
package struct AuditedRow {
    /// The primary key.
    package let position: Position
    /// The column `recorded_at`: microseconds since 1970.
    package let recordedAt: Int64
    /// The column `type`.
    package let type: String
    /// The column `source`; nil if it is NULL.
    package let source: String?
    /// The column `sync`; nil if it is NULL.
    package let sync: String?
    /// The event's canonical encoding.
    package let envelope: UnsafeRawBufferPointer
    /// The ciphertexts as one canonical list; nil if the column is NULL.
    package let ciphertexts: UnsafeRawBufferPointer?
    /// The leaf hash that was recorded for the envelope.
    package let leaf: UnsafeRawBufferPointer
    /// The wrapped data keys of the event's values, in the order of their slots.
    package let wrappedKeys: [(slot: Int, wrapped: [UInt8])]

    /// Reads the row that a statement over `columns` stands on.
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

/// The bytes of a column in SQLite's memory; valid until the statement steps on.
func columnBytes(_ statement: OpaquePointer, _ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
        start: sqlite3_column_blob(statement, column),
        count: Int(sqlite3_column_bytes(statement, column))
    )
}
