internal import Encodings
internal import Foundation
internal import GRDB
internal import SyncModel

/// Which identities of deliveries and events the log holds, and at which position each came first.
///
/// Identities are as good as random: put into a sorted table as they come, nearly each would dirty a page of its own. They
/// are therefore recorded in the order of arrival, page after page, and a generation of them later is sorted and settled
/// into `identities`, neighbours together. Until then they are known from memory. That is done while nothing is appended;
/// only when many generations wait are some settled with each commit.
struct IdentityIndex: Sendable {
    /// How many arrivals make a generation.
    static let generationCount = 8192
    /// How many generations may wait for a rest.
    private static let patience = 12
    /// How many are settled for each new arrival when more wait, so that they get fewer.
    private static let settledPerArrival = 2

    /// An identity's bytes; as they are as good as random, the first of them tell most apart.
    private struct Key: Hashable {
        let bytes: [UInt8]

        /// The first eight bytes as a number; it orders keys as their bytes do, but for those that begin alike.
        var prefix: UInt64 {
            bytes.withUnsafeBytes { bytes in
                bytes.count < 8
                    ? bytes.reduce(0) { $0 << 8 | UInt64($1) }
                    : UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
            }
        }

        func hash(into hasher: inout Hasher) { hasher.combine(prefix) }
    }

    /// Arrivals that are settled together, in the order of the sorted table.
    private struct Generation {
        var keys: [Key]
        var settledCount = 0
        /// The newest of the arrivals.
        let through: Int64
        /// Whether some may be in the table already: another run of the program may have settled them, or a commit that
        /// reported an error.
        var mayBeSettled: Bool
    }

    /// Where each came first that is not settled.
    private var known: [Key: Position] = [:]
    /// Those of no generation yet, in the order of arrival.
    private var fresh: [Key] = []
    private var isFreshInherited = false
    /// Oldest first.
    private var waiting: [Generation] = []
    private var newestArrival: Int64

    /// How many of `fresh` the transaction under way added, and how many of the oldest generation it settled.
    private var stagedCount = 0
    private var stagedSettledCount = 0

    /// Reads what has arrived and is not settled.
    init(in database: Database) throws {
        newestArrival =
            try Int64.fetchOne(database, sql: "SELECT max(number) FROM identity_arrivals") ?? 0
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT identity, position, number FROM identity_arrivals
                WHERE number > (SELECT through FROM identity_settlement) ORDER BY number
                """
        )
        isFreshInherited = true
        while let row = try rows.next() {
            let key = Key(bytes: [UInt8](row[0] as Data))
            known[key] = Position(row[1])
            fresh.append(key)
            if fresh.count == Self.generationCount { endGeneration(through: row[2]) }
        }
        isFreshInherited = !fresh.isEmpty
    }

    /// Whether there are generations to settle.
    var hasWaiting: Bool { !waiting.isEmpty }

    /// How many should be settled with the transaction under way.
    var dueCount: Int {
        waiting.count > Self.patience ? stagedCount * Self.settledPerArrival : 0
    }

    /// Where an identity came first; nil where the log does not have it.
    func position(of identity: [UInt8], _ statements: AppendStatements) throws -> Position? {
        if let position = known[Key(bytes: identity)] { return position }
        return try settledPosition(of: identity, statements)
    }

    private func settledPosition(
        of identity: [UInt8],
        _ statements: AppendStatements
    ) throws -> Position? {
        var statement = statements.settledPosition
        statement.bind(identity)
        return try statement.integer().map(Position.init)
    }

    /// Records an identity that the log does not have.
    mutating func remember(
        _ identity: [UInt8],
        at position: Position,
        _ statements: AppendStatements
    ) throws {
        var statement = statements.arrival
        statement.bind(newestArrival + Int64(stagedCount) + 1)
        statement.bind(identity)
        statement.bind(position.number)
        try statement.run()
        let key = Key(bytes: identity)
        known[key] = position
        fresh.append(key)
        stagedCount += 1
    }

    /// Settles so many of the oldest generation, or what is left of it.
    mutating func settle(_ count: Int, _ statements: AppendStatements) throws {
        guard count > 0, let generation = waiting.first else { return }
        let end = min(generation.keys.count, generation.settledCount + count)
        for key in generation.keys[generation.settledCount..<end] {
            guard let position = known[key] else { continue }
            if generation.mayBeSettled, try settledPosition(of: key.bytes, statements) != nil {
                continue
            }
            var statement = statements.settled
            statement.bind(key.bytes)
            statement.bind(position.number)
            try statement.run()
        }
        stagedSettledCount = end - generation.settledCount
        guard end == generation.keys.count else { return }
        var statement = statements.settledThrough
        statement.bind(generation.through)
        try statement.run()
    }

    /// Takes in what the transaction did, once it is on disk.
    mutating func commit() {
        newestArrival += Int64(stagedCount)
        stagedCount = 0
        if stagedSettledCount > 0 { commitSettled() }
        if fresh.count >= Self.generationCount { endGeneration(through: newestArrival) }
    }

    private mutating func commitSettled() {
        let start = waiting[0].settledCount
        for key in waiting[0].keys[start..<start + stagedSettledCount] { known[key] = nil }
        waiting[0].settledCount += stagedSettledCount
        stagedSettledCount = 0
        if waiting[0].settledCount == waiting[0].keys.count { waiting.removeFirst() }
    }

    /// Forgets what the transaction did; it may be on disk nevertheless.
    mutating func rollBack() {
        for key in fresh.suffix(stagedCount) { known[key] = nil }
        fresh.removeLast(stagedCount)
        stagedCount = 0
        if stagedSettledCount > 0 { waiting[0].mayBeSettled = true }
        stagedSettledCount = 0
    }

    private mutating func endGeneration(through number: Int64) {
        let order = fresh.map { (prefix: $0.prefix, key: $0) }.sorted { $0.prefix < $1.prefix }
        waiting.append(
            Generation(
                keys: order.map(\.key),
                through: number,
                mayBeSettled: isFreshInherited
            )
        )
        isFreshInherited = false
        fresh.removeAll(keepingCapacity: true)
    }
}
