internal import EventLog
internal import SyncModel
internal import Transparency

/// The Merkle tree of a log, up to where the log has been read.
struct LogTree: Sendable {
    /// The number of leaves read at once.
    private static let pageLimit = 8192

    private let reader: EventReader
    private(set) var tiles = MerkleTiles()

    /// - Parameters:
    ///   - reader: Reads the log.
    ///   - tiles: The stored part of the tree; empty to read everything.
    init(_ reader: EventReader, tiles: MerkleTiles = MerkleTiles()) {
        self.reader = reader
        self.tiles = tiles
    }

    /// Whether the log still has the tree's last events, whose leaves cover their positions and
    /// times.
    ///
    /// - Throws: `EventLogError`.
    func isOfLog() throws(EventLogError) -> Bool {
        let start = Position(tiles.size - Int64(tiles.endCount))
        return tiles.ends(with: try reader.leaves(after: start, limit: tiles.endCount))
    }

    /// Reads on to a size, or to the end of the log.
    ///
    /// - Throws: `EventLogError`.
    mutating func read(through end: Int64 = .max) throws(EventLogError) {
        while tiles.size < end {
            let limit = Int(min(Int64(Self.pageLimit), end - tiles.size))
            let leaves = try reader.leaves(after: Position(tiles.size), limit: limit)
            for leaf in leaves { tiles.append(leaf) }
            if leaves.count < limit { return }
        }
    }

    /// The audit path from an event's leaf to the root (RFC 6962 section 2.1.1); nil if the tree
    /// does not contain the event.
    ///
    /// - Throws: `EventLogError`.
    func inclusionProof(of position: Position) throws(EventLogError) -> [[UInt8]]? {
        guard position.number > 0, position.number <= tiles.size else { return nil }
        return try tiles.inclusionProof(of: position.number - 1, leaves: leaves)
    }

    /// The proof that an earlier log is a prefix of this one (RFC 6962 section 2.1.2); empty for a
    /// log without events.
    ///
    /// - Throws: `EventLogError`.
    func consistencyProof(from size: Int64) throws(EventLogError) -> [[UInt8]] {
        size == 0 ? [] : try tiles.consistencyProof(from: size, leaves: leaves)
    }

    private func leaves(of tile: Int) throws(EventLogError) -> [[UInt8]] {
        let start = Position(Int64(tile * MerkleTiles.width))
        let leaves = try reader.leaves(after: start, limit: MerkleTiles.width)
        guard leaves.count == MerkleTiles.width else { throw .gap(after: start) }
        return leaves
    }
}
