package import EventLog
package import GRDB
internal import SyncModel

/// A selection of events between two positions, by the postings where they help.
package struct EventSelection {
    /// The columns to select besides the position, each a column of `events` or an expression.
    package var columns: String
    /// Only events after this position.
    package var after: Int64
    /// Only events up to this position.
    package var end: Int64
    /// What the events must satisfy, as SQL with its arguments.
    package var conditions: [(sql: String, value: String?)]
    /// All of them have one of these terms; nil if the postings do not help.
    package var terms: [EventTerm]?
    /// Whether the newest come first.
    package var isNewest: Bool

    /// Selects the events between two positions; see the members.
    package init(
        columns: String,
        after: Int64,
        end: Int64,
        conditions: [(sql: String, value: String?)],
        terms: [EventTerm]?,
        isNewest: Bool
    ) {
        self.columns = columns
        self.after = after
        self.end = end
        self.conditions = conditions
        self.terms = terms
        self.isNewest = isNewest
    }

    /// Rows in log order, or newest first.
    package func rows(in database: Database) throws -> EventRows {
        try EventRows(of: self, in: database)
    }

    /// Selects the events between two positions.
    package var scanSQL: String {
        """
        SELECT position, \(columns) FROM events WHERE position > ? AND position <= ? \(condition)
        ORDER BY position\(isNewest ? " DESC" : "")
        """
    }

    /// Selects the event at a position.
    package var lookupSQL: String {
        "SELECT position, \(columns) FROM events WHERE position = ? \(condition)"
    }

    private var condition: String { conditions.map { " AND \($0.sql)" }.joined() }

    /// The arguments of the conditions.
    var values: [DatabaseValue] { conditions.compactMap { $0.value?.databaseValue } }
}

/// The rows of a selection, read as they are asked for; of two selections with the same conditions
/// on one connection, only the newer can go on.
package struct EventRows {
    private enum Part {
        case unindexed(after: Int64)
        case stretch(Int64)
    }

    private let selection: EventSelection
    private let database: Database
    private let lookup: Statement
    /// The last position that is sought in the postings.
    private let covered: Int64
    /// What comes next stands last, in this and in `positions`.
    private var parts: [Part]
    private var positions: [Int64] = []
    private var cursor: RowCursor?

    init(of selection: EventSelection, in database: Database) throws {
        self.selection = selection
        self.database = database
        lookup = try database.cachedStatement(sql: selection.lookupSQL)
        guard selection.terms != nil else {
            covered = selection.after
            parts = [.unindexed(after: selection.after)]
            return
        }
        covered = min(selection.end, try Postings.through(in: database))
        let head = PostingTerm.stretch(of: covered)
        let stretches =
            selection.after < covered ? PostingTerm.stretch(of: selection.after)...head : nil
        parts = stretches?.map(Part.stretch) ?? []
        parts.append(.unindexed(after: max(selection.after, covered)))
        if !selection.isNewest { parts.reverse() }
    }

    /// The next row, valid until the next call; nil after the last.
    package mutating func next() throws -> Row? {
        while true {
            if let row = try cursor?.next() { return row }
            cursor = nil
            while let position = positions.popLast() {
                let arguments = StatementArguments([position.databaseValue] + selection.values)
                if let row = try Row.fetchOne(lookup, arguments: arguments) { return row }
            }
            guard let part = parts.popLast() else { return nil }
            switch part {
            case .stretch(let stretch):
                positions = try Postings.positions(
                    of: selection.terms ?? [],
                    in: stretch,
                    after: selection.after,
                    through: covered,
                    database
                )
                if !selection.isNewest { positions.reverse() }
            case .unindexed(let start):
                guard start < selection.end else { continue }
                cursor = try Row.fetchCursor(
                    try database.cachedStatement(sql: selection.scanSQL),
                    arguments: StatementArguments(
                        [start, selection.end].map(\.databaseValue) + selection.values
                    )
                )
            }
        }
    }
}

extension EventSelection {
    /// The number of events after which it does not matter how many more have a term.
    private static let countLimit = 1000

    /// The rarest of some groups of terms, each of which has a term of every wanted event; nil if
    /// there is none.
    package static func rarest(
        of groups: [[EventTerm]],
        through end: Int64,
        in database: Database
    ) throws -> [EventTerm]? {
        guard groups.count > 1 else { return groups.first }
        let covered = min(end, try Postings.through(in: database))
        var (best, bestCount): ([EventTerm]?, Int) = (nil, .max)
        for terms in groups {
            var count = 0
            var stretch = PostingTerm.stretch(of: covered)
            while stretch >= 0, count < min(countLimit, bestCount) {
                count +=
                    try Postings.positions(
                        of: terms,
                        in: stretch,
                        after: 0,
                        through: covered,
                        database
                    )
                    .count
                stretch -= 1
            }
            if count < bestCount { (best, bestCount) = (terms, count) }
        }
        return best
    }

    /// The events whose columns match a query, up to a position.
    package init(
        _ query: EventQuery,
        through end: Int64,
        columns: String,
        in database: Database
    ) throws {
        self.columns = columns
        after = query.after.number
        self.end = end
        conditions = query.conditions.map { ($0.sql, $0.value) }
        isNewest = query.isNewest
        // The events of one sync have an index that SQLite uses for the conditions.
        let isOfSync = query.sync != nil && query.causes == nil
        terms = isOfSync ? nil : try Self.rarest(of: query.termGroups, through: end, in: database)
    }
}
