internal import EventLog
internal import SyncModel
internal import Transparency

/// The Merkle tree of a log as far as it was read.
struct LogTree: Sendable {
    /// How many leaves are read at once.
    private static let pageLimit = 8192

    private let reader: EventReader
    private(set) var tiles = MerkleTiles()

    /// - Parameters:
    ///   - reader: Of the log.
    ///   - tiles: What was kept of the log's first events; nothing to read all of it.
    init(_ reader: EventReader, tiles: MerkleTiles = MerkleTiles()) {
        self.reader = reader
        self.tiles = tiles
    }

    /// Whether the log has the events at the tree's end, which name their positions and times, where the tree has them.
    ///
    /// - Throws: `EventLogError`.
    func isOfLog() throws(EventLogError) -> Bool {
        let start = Position(tiles.size - Int64(tiles.endCount))
        return tiles.ends(with: try reader.leaves(after: start, limit: tiles.endCount))
    }

    /// Reads on to a size, or to the log's end.
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

    /// The way from an event's leaf to the root; nil for an event that is not in the tree.
    ///
    /// - Throws: `EventLogError`.
    func inclusionProof(of position: Position) throws(EventLogError) -> [[UInt8]]? {
        guard position.number > 0, position.number <= tiles.size else { return nil }
        return try tiles.inclusionProof(of: position.number - 1, leaves: leaves)
    }

    /// The proof that the log of an earlier size is the beginning of this one; none is needed for one without events.
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
