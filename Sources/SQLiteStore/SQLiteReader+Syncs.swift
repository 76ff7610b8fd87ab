package import EventLog
internal import GRDB
internal import SQLiteIndex
package import SyncModel

extension SQLiteReader {
    /// Uses the index of syncs: one lookup per sync that ever existed, and one per returned event.
    package func syncEvents(after time: Timestamp) throws(EventLogError) -> [RecordedEvent] {
        try read { database in
            let syncs = try String.fetchAll(
                database,
                sql: """
                    WITH RECURSIVE syncs (id) AS (
                        SELECT min(sync) FROM events WHERE sync IS NOT NULL
                        UNION ALL
                        SELECT (SELECT min(sync) FROM events WHERE sync > id) FROM syncs
                        WHERE id IS NOT NULL
                    )
                    SELECT id FROM syncs WHERE id IS NOT NULL
                    """
            )
            var found: [RecordedEvent] = []
            for sync in syncs {
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT position, envelope, recorded_at FROM events
                        WHERE sync = ? ORDER BY position DESC
                        """,
                    arguments: [sync]
                )
                while let row = try rows.next(), row["recorded_at"] > time.microseconds {
                    found.append(try RecordedEvent(row))
                }
            }
            return found
        }
    }
}
