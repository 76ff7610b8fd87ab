internal import DequeModule
internal import Encodings
internal import Foundation
internal import GRDB
internal import SyncModel

/// Which identities of deliveries and events the log holds, and the position at which each came
/// first.
///
/// Identities are effectively random: inserted into a sorted table as they arrive, nearly every one
/// would dirty a page of its own. So they are recorded in the order of arrival, page after page,
/// and later a whole segment of them is sorted and flushed into `identities`, neighbours
/// together. Until then they are looked up in memory. Flushing happens while nothing is appended;
/// only if many segments wait are some flushed with each commit.
struct IdentityIndex: Sendable {
    /// The number of arrivals in a segment.
    static let segmentSize = 8192
    /// The number of segments that may wait until nothing is appended.
    private static let maximumPending = 12
    /// How many are flushed per new arrival if more segments wait, so that the backlog shrinks.
    private static let flushedPerArrival = 2

    /// An identity's bytes; since they are effectively random, the first few distinguish nearly
    /// all.
    private struct Key: Hashable {
        let bytes: [UInt8]

        /// The first eight bytes as a number; sorts keys as their bytes do, except for keys with
        /// equal prefixes.
        var prefix: UInt64 {
            bytes.withUnsafeBytes { bytes in
                bytes.count < 8
                    ? bytes.reduce(0) { $0 << 8 | UInt64($1) }
                    : UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
            }
        }

        func hash(into hasher: inout Hasher) { hasher.combine(prefix) }
    }

    /// Arrivals that are flushed together, sorted as the table is.
    private struct Segment {
        var keys: [Key]
        var flushedCount = 0
        /// The number of the newest arrival.
        let through: Int64
        /// Whether some may be in the table already, flushed by an earlier process or by a commit
        /// that reported an error.
        var mayBeFlushed: Bool
    }

    /// The first position of each identity that is not flushed.
    private var known: [Key: Position] = [:]
    /// Arrivals that belong to no segment yet, in order.
    private var fresh: [Key] = []
    private var isFreshInherited = false
    /// Oldest first.
    private var waiting: Deque<Segment> = []
    private var newestArrival: Int64

    /// How many of `fresh` the current transaction added, and how many of the oldest segment it
    /// flushed.
    private var stagedCount = 0
    private var stagedFlushedCount = 0

    /// Reads the arrivals that are not flushed.
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
            if fresh.count == Self.segmentSize { endSegment(through: row[2]) }
        }
        isFreshInherited = !fresh.isEmpty
    }

    /// Whether there are segments to flush.
    var hasWaiting: Bool { !waiting.isEmpty }

    /// How many should be flushed with the current transaction.
    var dueCount: Int {
        waiting.count > Self.maximumPending ? stagedCount * Self.flushedPerArrival : 0
    }

    /// The position at which an identity came first; nil if the log does not have it.
    func position(of identity: [UInt8], _ statements: AppendStatements) throws -> Position? {
        if let position = known[Key(bytes: identity)] { return position }
        return try flushedPosition(of: identity, statements)
    }

    private func flushedPosition(
        of identity: [UInt8],
        _ statements: AppendStatements
    ) throws -> Position? {
        var statement = statements.flushedPosition
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

    /// Flushes up to `count` of the oldest segment.
    mutating func flush(_ count: Int, _ statements: AppendStatements) throws {
        guard count > 0, let segment = waiting.first else { return }
        let end = min(segment.keys.count, segment.flushedCount + count)
        for key in segment.keys[segment.flushedCount..<end] {
            guard let position = known[key] else { continue }
            if segment.mayBeFlushed, try flushedPosition(of: key.bytes, statements) != nil {
                continue
            }
            var statement = statements.flushed
            statement.bind(key.bytes)
            statement.bind(position.number)
            try statement.run()
        }
        stagedFlushedCount = end - segment.flushedCount
        guard end == segment.keys.count else { return }
        var statement = statements.flushedThrough
        statement.bind(segment.through)
        try statement.run()
    }

    /// Takes over what the transaction did, once it is on disk.
    mutating func commit() {
        newestArrival += Int64(stagedCount)
        stagedCount = 0
        if stagedFlushedCount > 0 { commitFlushed() }
        if fresh.count >= Self.segmentSize { endSegment(through: newestArrival) }
    }

    private mutating func commitFlushed() {
        let start = waiting[0].flushedCount
        for key in waiting[0].keys[start..<start + stagedFlushedCount] { known[key] = nil }
        waiting[0].flushedCount += stagedFlushedCount
        stagedFlushedCount = 0
        if waiting[0].flushedCount == waiting[0].keys.count { waiting.removeFirst() }
    }

    /// Forgets what the transaction did, although it may be on disk.
    mutating func rollBack() {
        for key in fresh.suffix(stagedCount) { known[key] = nil }
        fresh.removeLast(stagedCount)
        stagedCount = 0
        if stagedFlushedCount > 0 { waiting[0].mayBeFlushed = true }
        stagedFlushedCount = 0
    }

    private mutating func endSegment(through number: Int64) {
        let order = fresh.map { (prefix: $0.prefix, key: $0) }.sorted { $0.prefix < $1.prefix }
        waiting.append(
            Segment(
                keys: order.map(\.key),
                through: number,
                mayBeFlushed: isFreshInherited
            )
        )
        isFreshInherited = false
        fresh.removeAll(keepingCapacity: true)
    }
}
