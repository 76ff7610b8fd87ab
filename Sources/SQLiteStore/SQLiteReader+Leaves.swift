package import EventLog
internal import Foundation
internal import GRDB
package import SyncModel

extension SQLiteReader {
    /// Walks the table in order of the primary key.
    package func forEachLeaf(_ body: ([UInt8]) -> Void) throws(EventLogError) {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT leaf FROM events ORDER BY position"
            )
            while let row = try rows.next() { body([UInt8](row["leaf"] as Data)) }
        }
    }

    /// Reads by a range of the primary key.
    package func leaves(
        after position: Position,
        limit: Int
    ) throws(EventLogError) -> [[UInt8]] {
        try read { database in
            try Data.fetchAll(
                database,
                sql: "SELECT leaf FROM events WHERE position > ? ORDER BY position LIMIT ?",
                arguments: [position.number, limit]
            )
            .map { [UInt8]($0) }
        }
    }

    /// One lookup by primary key.
    package func envelope(at position: Position) throws(EventLogError) -> [UInt8]? {
        try read { database in
            try Data.fetchOne(
                database,
                sql: "SELECT envelope FROM events WHERE position = ?",
                arguments: [position.number]
            )
            .map { [UInt8]($0) }
        }
    }
}
