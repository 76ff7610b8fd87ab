package import EventLog
internal import Foundation
internal import GRDB
package import SyncModel

/// What a log remembers of deliveries and events, from both of its tables, with nothing taken on
/// trust.
package struct AuditedIdentities: Sendable {
    /// The identities recorded for one position.
    package struct Remembered: Sendable {
        /// The number of identities, at most 255.
        package var count: UInt8 = 0
        /// The sum of their digests.
        package var digest: UInt64 = 0
    }

    /// Indexed by the position's number.
    private var remembered: [Remembered]
    /// Whether the sorted table holds exactly what arrived, and arrivals are numbered without gaps.
    package var isFlushedAsArrived: Bool { isWellFormed && arrived == flushed }

    /// Sums over a table's rows under a key that differs per process, so that no rows can be forged
    /// to fit.
    private var arrived: UInt64 = 0
    private var flushed: UInt64 = 0
    private var isWellFormed = true
    private var newest: Int64 = 0
    /// First positions of arrivals that may or may not have been moved to the sorted table.
    private var unflushed: [Data: Int64] = [:]

    /// Reads both tables.
    ///
    /// - Parameters:
    ///   - database: The log's database.
    ///   - head: The newest position to examine.
    /// - Throws: `DatabaseError` if they cannot be read.
    init(_ database: Database, through head: Int64) throws {
        remembered = [Remembered](repeating: Remembered(), count: Int(head) + 1)
        let settlements = try Int64.fetchAll(
            database,
            sql: "SELECT through FROM identity_settlement"
        )
        let through = settlements.first ?? 0
        isWellFormed = settlements.count == 1
        // Positions before the first arrival are those of a log of schema version 1.
        let first =
            try Int64.fetchOne(
                database,
                sql: "SELECT position FROM identity_arrivals ORDER BY number LIMIT 1"
            ) ?? .max
        let arrivals = try Row.fetchCursor(
            database,
            sql: "SELECT number, identity, position FROM identity_arrivals ORDER BY number"
        )
        // Events committed since the head was read may already have identities.
        newest = try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
        var last: Int64 = 0
        while let row = try arrivals.next() {
            let (number, identity, position) = (row[0] as Int64, row[1] as Data, row[2] as Int64)
            if number != last + 1 { isWellFormed = false }
            last = number
            remember(identity, at: position)
            if number > through {
                unflushed[identity] = position
            } else {
                arrived &+= Self.digest(identity, position)
            }
        }
        if through > last || through < 0 { isWellFormed = false }
        let rows = try Row.fetchCursor(database, sql: "SELECT identity, position FROM identities")
        while let row = try rows.next() {
            let (identity, position) = (row[0] as Data, row[1] as Int64)
            if let arrival = unflushed[identity] {
                if arrival != position { isWellFormed = false }
            } else if position < first {
                remember(identity, at: position)
            } else {
                flushed &+= Self.digest(identity, position)
            }
        }
    }

    /// The identities recorded for a position.
    package func remembered(at position: Position) -> Remembered {
        let index = Int(position.number)
        return remembered.indices.contains(index) ? remembered[index] : Remembered()
    }

    /// What an identity contributes to the digest of its position.
    package func digest(of identity: [UInt8]) -> UInt64 { Self.digest(Data(identity), 0) }

    private mutating func remember(_ identity: Data, at position: Int64) {
        // Nothing else would notice a position without an event.
        if position < 1 || position > newest { isWellFormed = false }
        guard remembered.indices.contains(Int(position)) else { return }
        let digest = Self.digest(identity, 0)
        remembered[Int(position)].digest &+= digest
        remembered[Int(position)].count = min(remembered[Int(position)].count, 254) + 1
    }

    private static func digest(_ identity: Data, _ position: Int64) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(identity)
        hasher.combine(position)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension AuditedLog {
    /// Reads the identities recorded through a position.
    ///
    /// - Throws: `EventLogError.cannotRead`, also if a table is missing.
    package func identities(
        through head: Int64
    ) throws(EventLogError) -> AuditedIdentities {
        try sqliteReader.read { try AuditedIdentities($0, through: head) }
    }
}
