package import EventLog
internal import GRDB

/// Giving room back to the disk.
extension SQLiteStore {
    /// Drops every snapshot but the newest, packs the file, and gives what becomes free to the
    /// disk.
    ///
    /// Events, keys and indexes stay as they are. While it runs, the disk needs room for the whole
    /// log once more, twice for a moment (sqlite.org/lang_vacuum.html); cut off at any point, the
    /// log is the one of before.
    ///
    /// - Throws: `EventLogError`, such as `.cannotWrite` on a full disk.
    package func compact() throws(EventLogError) {
        try onWriter { database in
            try database.execute(
                sql: """
                    DELETE FROM snapshots
                    WHERE position < (SELECT max(position) FROM snapshots)
                    """
            )
            // The packed log is built in a temporary file, and would otherwise be in memory. It
            // holds what the log holds, and no names of destroyed keys.
            try database.execute(sql: "PRAGMA temp_store = FILE")
            try database.execute(sql: "VACUUM")
            _ = try database.checkpoint(.truncate)
        }
    }
}
