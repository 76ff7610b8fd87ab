internal import EventLog
internal import GRDB
internal import SyncModel

/// A selection of events between two positions, by the postings where they help.
struct EventSelection {
    /// The columns to select, each a column of `events` or an expression of them.
    var columns: String
    /// Only events after this position.
    var after: Int64
    /// Only events up to this position.
    var end: Int64
    /// What the events must satisfy, as SQL with its arguments.
    var conditions: [(sql: String, value: String?)]
    /// The term that all of them have; nil if the postings do not help.
    var term: Int64?
    var isNewest: Bool
    var limit: Int?

    /// Rows in log order, or newest first.
    func rows(in database: Database) throws -> RowCursor {
        let (sql, arguments) = try statement(in: database)
        return try Row.fetchCursor(database, sql: sql, arguments: arguments)
    }

    /// The statement and its arguments.
    func statement(in database: Database) throws -> (sql: String, arguments: StatementArguments) {
        var (parts, arguments): ([String], [DatabaseValue]) = ([], [])
        var start = after
        if let term {
            let covered = try Postings.through(in: database)
            if start < covered {
                parts.append(
                    """
                    SELECT postings.position AS position, \(columns)
                    FROM postings CROSS JOIN events ON events.position = postings.position
                    WHERE postings.term = ? AND postings.position > ? AND postings.position <= ?
                    \(condition)
                    """
                )
                arguments += [term, start, min(end, covered)].map(\.databaseValue) + values
                start = covered
            }
        }
        if parts.isEmpty || start < end {
            parts.append(
                """
                SELECT position, \(columns) FROM events
                WHERE position > ? AND position <= ? \(condition)
                """
            )
            arguments += [start, end].map(\.databaseValue) + values
        }
        let sql =
            parts.joined(separator: " UNION ALL ") + " ORDER BY 1" + (isNewest ? " DESC" : "")
            + (limit.map { " LIMIT \($0)" } ?? "")
        return (sql, StatementArguments(arguments))
    }

    private var condition: String { conditions.map { " AND \($0.sql)" }.joined() }

    private var values: [DatabaseValue] { conditions.compactMap { $0.value?.databaseValue } }
}

extension EventSelection {
    /// The number of postings after which it does not matter how many more there are.
    private static let countLimit = 1000

    /// The rarest of the terms that all wanted events have; nil if there is none.
    static func term(
        type: String?,
        source: String?,
        in database: Database
    ) throws -> Int64? {
        let terms = [type.map(PostingTerm.type), source.map(PostingTerm.source)].compactMap(\.self)
        guard terms.count > 1 else { return terms.first }
        let counts = try terms.map { term in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM
                    (SELECT 1 FROM postings WHERE term = ? LIMIT \(countLimit))
                    """,
                arguments: [term]
            ) ?? 0
        }
        return counts[1] < counts[0] ? terms[1] : terms[0]
    }

    /// The events whose columns match a query, up to a position.
    init(
        _ query: EventQuery,
        through end: Int64,
        columns: String,
        limit: Int? = nil,
        in database: Database
    ) throws {
        self.columns = columns
        after = query.after.number
        self.end = end
        conditions = query.conditions.map { ($0.sql, $0.value) }
        isNewest = query.isNewest
        self.limit = limit
        // Syncs have an index of their own.
        term =
            query.sync == nil
            ? try Self.term(type: query.type, source: query.source, in: database) : nil
    }
}
