internal import EventLog
internal import CSQLiteHardening
internal import GRDB
internal import SyncModel

/// A prepared statement whose arguments are passed straight to SQLite.
///
/// It is for the few statements that run once per event; everything else uses GRDB's arguments.
struct BoundStatement {
    /// SQLITE_TRANSIENT: SQLite copies what is bound.
    private static var transient: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    private let statement: OpaquePointer
    private var index: Int32 = 0
    private var bindingCode = SQLITE_OK

    init(_ sql: String, in database: Database) throws {
        statement = try database.cachedStatement(sql: sql).sqliteStatement
    }

    mutating func bind(_ integer: Int64) {
        index += 1
        note(sqlite3_bind_int64(statement, index, integer))
    }

    mutating func bind(_ text: String?) {
        index += 1
        guard let text else { return note(sqlite3_bind_null(statement, index)) }
        note(sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), Self.transient))
    }

    mutating func bind(_ bytes: [UInt8]?) {
        index += 1
        guard let bytes else { return note(sqlite3_bind_null(statement, index)) }
        note(sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), Self.transient))
    }

    /// Binds bytes that must stay in place until the statement has run; NULL if there are none.
    mutating func bind(lent bytes: UnsafeRawBufferPointer) {
        index += 1
        let start = bytes.isEmpty ? nil : bytes.baseAddress
        note(sqlite3_bind_blob(statement, index, start, Int32(bytes.count), nil))
    }

    private mutating func note(_ code: Int32) {
        if code != SQLITE_OK { bindingCode = code }
    }

    /// Runs a statement that returns no rows.
    consuming func run() throws(EventLogError) {
        _ = try step()
        reset()
    }

    /// Runs a statement that returns one integer or no row.
    consuming func integer() throws(EventLogError) -> Int64? {
        let integer = try step() ? sqlite3_column_int64(statement, 0) : nil
        reset()
        return integer
    }

    /// Whether there is a row.
    private func step() throws(EventLogError) -> Bool {
        switch bindingCode == SQLITE_OK ? sqlite3_step(statement) : bindingCode {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let reason = String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
            reset()
            throw .cannotWrite(reason)
        }
    }

    private func reset() {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }
}
