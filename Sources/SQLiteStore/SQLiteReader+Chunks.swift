internal import CSQLiteHardening
package import EventLog
internal import GRDB
package import SyncModel

extension SQLiteReader {
    /// Takes rows straight from SQLite, since replay reads every one of them.
    package func chunk(
        after start: Position,
        through end: Position
    ) throws(EventLogError) -> (EnvelopeChunk, EventLogError?) {
        pause.wait()
        return try read { try chunk(from: $0, after: start, through: end) }
    }

    private func chunk(
        from database: Database,
        after start: Position,
        through end: Position
    ) throws -> (EnvelopeChunk, EventLogError?) {
        let rows = try database.cachedStatement(
            sql: """
                SELECT position, envelope, leaf FROM events
                WHERE position > ? AND position <= ? ORDER BY position
                """
        )
        try rows.setArguments([start.number, end.number])
        let statement = rows.sqliteStatement
        // SQLite's statement lives only as long as GRDB's around it.
        defer { withExtendedLifetime(rows) { _ = sqlite3_reset(statement) } }
        var chunk = EnvelopeChunk(after: start)
        while !chunk.isFull {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { break }
            guard code == SQLITE_ROW else {
                let failure = DatabaseError(
                    resultCode: ResultCode(rawValue: code),
                    message: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
                )
                return (chunk, EventLogError(reading: failure, at: path))
            }
            do throws(EventLogError) {
                try chunk.take(
                    columnBytes(statement, 1),
                    leaf: columnBytes(statement, 2),
                    at: sqlite3_column_int64(statement, 0)
                )
            } catch {
                return (chunk, error)
            }
        }
        return (chunk, nil)
    }
}
