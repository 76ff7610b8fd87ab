internal import Foundation
internal import GRDB
internal import SyncModel

/// Which identities of deliveries and events the log holds, and at which position each came first.
///
/// Identities are as good as random: put into a sorted table as they come, nearly each would dirty a page of its own. They
/// are therefore recorded in the order of arrival, page after page, and a generation of them later is sorted and settled
/// into `identities`, neighbours together and a few with each commit. Until then they are known from memory.
struct IdentityIndex: Sendable {
    /// How many arrivals make a generation.
    static let generationCount = 8192
    /// How many of a generation are settled for each new arrival, so that it is done before the next is full.
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

    /// Arrived, and not in the generation that is being settled.
    private var fresh: [Key: Position] = [:]
    /// The generation that is being settled, with the order of it and how far it is.
    private var settling: [Key: Position] = [:]
    private var order: [Key] = []
    private var settledCount = 0
    /// The newest arrival of the generation that is being settled.
    private var settlingThrough: Int64 = 0
    private var newestArrival: Int64
    /// Whether another run of the program recorded some of `fresh`, or of `settling`, and may have settled them too.
    private var isFreshInherited = false
    private var isSettlingInherited = false

    /// Those of `fresh` that the transaction under way added.
    private var staged: [Key] = []
    private var stagedArrival: Int64
    private var stagedSettledCount = 0

    /// Reads what has arrived and is not settled.
    init(in database: Database) throws {
        newestArrival =
            try Int64.fetchOne(database, sql: "SELECT max(number) FROM identity_arrivals") ?? 0
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT identity, position FROM identity_arrivals
                WHERE number > (SELECT through FROM identity_settlement) ORDER BY number
                """
        )
        while let row = try rows.next() {
            fresh[Key(bytes: [UInt8](row[0] as Data))] = Position(row[1])
        }
        isFreshInherited = !fresh.isEmpty
        stagedArrival = newestArrival
    }

    /// Where an identity came first; nil where the log does not have it.
    func position(of identity: [UInt8], _ statements: AppendStatements) throws -> Position? {
        let key = Key(bytes: identity)
        if let position = fresh[key] ?? settling[key] { return position }
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
        stagedArrival += 1
        var statement = statements.arrival
        statement.bind(stagedArrival)
        statement.bind(identity)
        statement.bind(position.number)
        try statement.run()
        let key = Key(bytes: identity)
        fresh[key] = position
        staged.append(key)
    }

    /// Settles some of a generation, in step with what the transaction under way added.
    mutating func settle(_ statements: AppendStatements) throws {
        stagedSettledCount = min(
            order.count,
            settledCount + staged.count * Self.settledPerArrival
        )
        for key in order[settledCount..<stagedSettledCount] {
            guard let position = settling[key] else { continue }
            if isSettlingInherited, try settledPosition(of: key.bytes, statements) != nil {
                continue
            }
            var statement = statements.settled
            statement.bind(key.bytes)
            statement.bind(position.number)
            try statement.run()
        }
        guard !order.isEmpty, stagedSettledCount == order.count else { return }
        var statement = statements.settledThrough
        statement.bind(settlingThrough)
        try statement.run()
    }

    /// Takes in what the transaction added, once it is on disk.
    mutating func commit() {
        staged.removeAll(keepingCapacity: true)
        newestArrival = stagedArrival
        settledCount = stagedSettledCount
        if settledCount < order.count { return }
        settling = [:]
        order = []
        settledCount = 0
        if fresh.count >= Self.generationCount { beginSettling() }
    }

    /// Forgets what the transaction added.
    mutating func rollBack() {
        for key in staged { fresh[key] = nil }
        staged.removeAll(keepingCapacity: true)
        stagedArrival = newestArrival
        stagedSettledCount = settledCount
    }

    private mutating func beginSettling() {
        settling = fresh
        fresh = Dictionary(minimumCapacity: fresh.count)
        (isSettlingInherited, isFreshInherited) = (isFreshInherited, false)
        settlingThrough = newestArrival
        stagedSettledCount = 0
        order = settling.keys.sorted { $0.prefix < $1.prefix }
    }
}
