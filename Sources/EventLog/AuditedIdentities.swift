internal import Foundation
internal import GRDB

/// What a log remembers of deliveries and events, in both of its tables, nothing of it believed.
package struct AuditedIdentities: Sendable {
    /// Whether something is remembered at a position, by its number.
    package private(set) var isRemembered: [Bool]
    /// Whether the sorted table holds what arrived, and nothing else.
    package var isSettledAsArrived: Bool { arrived == settled }

    /// Sums over a table's rows under a key that is another in every process, so that no rows can be made to fit.
    private var arrived: UInt64 = 0
    private var settled: UInt64 = 0
    /// Arrivals that may be in the sorted table already, or not yet.
    private var unsettled: Set<Data> = []

    /// Reads both tables.
    ///
    /// - Parameters:
    ///   - database: The log's.
    ///   - head: The newest position looked at.
    /// - Throws: `DatabaseError` when they cannot be read.
    init(_ database: Database, through head: Int64) throws {
        isRemembered = [Bool](repeating: false, count: Int(head) + 1)
        let through =
            try Int64.fetchOne(database, sql: "SELECT through FROM identity_settlement") ?? 0
        // Before the first arrival stands what a log of the first version brought along.
        let first =
            try Int64.fetchOne(
                database,
                sql: "SELECT position FROM identity_arrivals ORDER BY number LIMIT 1"
            ) ?? .max
        let arrivals = try Row.fetchCursor(
            database,
            sql: "SELECT number, identity, position FROM identity_arrivals"
        )
        while let row = try arrivals.next() {
            let (number, identity, position) = (row[0] as Int64, row[1] as Data, row[2] as Int64)
            remember(position)
            if number > through {
                unsettled.insert(identity)
            } else {
                arrived &+= Self.digest(identity, position)
            }
        }
        let rows = try Row.fetchCursor(database, sql: "SELECT identity, position FROM identities")
        while let row = try rows.next() {
            let (identity, position) = (row[0] as Data, row[1] as Int64)
            if position < first {
                remember(position)
            } else if unsettled.isEmpty || !unsettled.contains(identity) {
                settled &+= Self.digest(identity, position)
            }
        }
    }

    private mutating func remember(_ position: Int64) {
        if isRemembered.indices.contains(Int(position)) { isRemembered[Int(position)] = true }
    }

    private static func digest(_ identity: Data, _ position: Int64) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(identity)
        hasher.combine(position)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension AuditedLog {
    /// Reads what is remembered of deliveries through a position.
    ///
    /// - Throws: `EventLogError.cannotRead`, also where a table is not there.
    package func identities(
        through head: Int64
    ) throws(EventLogError) -> AuditedIdentities {
        try reader.read { try AuditedIdentities($0, through: head) }
    }
}
