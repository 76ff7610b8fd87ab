internal import Cryptography

/// A growing tree that can produce every proof while keeping an eighth of a byte per leaf.
///
/// It keeps the roots of perfect subtrees of 256 leaves, its tiles, and the leaves after the last
/// tile. It asks for the leaves of a tile when a proof needs them.
package struct MerkleTiles: Sendable, Equatable {
    /// The number of leaves in a tile.
    package static let width = 256

    /// Fetches the 256 leaf hashes of a tile.
    package typealias Leaves<Failure: Error> = (_ tile: Int) throws(Failure) -> [[UInt8]]

    private var roots: [[UInt8]] = []
    private var tail: [[UInt8]] = []

    /// An empty tree.
    package init() {}

    /// The number of leaves.
    package var size: Int64 { Int64(roots.count * Self.width + tail.count) }

    /// The current root, 32 bytes.
    package var root: [UInt8] {
        var frontier = MerkleFrontier()
        for root in roots { frontier.append(subtree: root, leafCount: Int64(Self.width)) }
        for leaf in tail { frontier.append(leaf) }
        return frontier.root
    }

    /// The number of leaves in the last tile, complete or not.
    package var endCount: Int {
        tail.isEmpty && !roots.isEmpty ? Self.width : tail.count
    }

    /// Whether the last `endCount` leaves are these.
    package func ends(with leaves: [[UInt8]]) -> Bool {
        tail.isEmpty && !roots.isEmpty
            ? leaves.count == Self.width && roots.last == MerkleTree.root(of: leaves)
            : tail == leaves
    }

    /// Appends a leaf by its hash.
    package mutating func append(_ leaf: [UInt8]) {
        tail.append(leaf)
        if tail.count == Self.width {
            roots.append(MerkleTree.root(of: tail))
            tail.removeAll(keepingCapacity: true)
        }
    }

    /// The inclusion proof of a leaf, equal to that of `MerkleTree.inclusionProof`.
    ///
    /// - Parameters:
    ///   - index: The leaf's index, from 0 and below `size`.
    ///   - leaves: Called for at most one tile.
    /// - Returns: The siblings on the way to the root, lowest first.
    /// - Throws: Whatever `leaves` throws.
    package func inclusionProof<Failure: Error>(
        of index: Int64,
        leaves: Leaves<Failure>
    ) throws(Failure) -> [[UInt8]] {
        var range = 0..<size
        var path: [[UInt8]] = []
        while range.upperBound - range.lowerBound > 1 {
            let (left, right) = Self.halves(of: range)
            let isLeft = left.contains(index)
            path.append(try root(of: isLeft ? right : left, leaves))
            range = isLeft ? left : right
        }
        return path.reversed()
    }

    /// The consistency proof with an earlier tree, equal to that of `MerkleTree.consistencyProof`.
    ///
    /// - Parameters:
    ///   - first: The size of the earlier tree, from 1 to `size`.
    ///   - leaves: Called for at most one tile.
    /// - Returns: The hashes in the order of RFC 6962.
    /// - Throws: Whatever `leaves` throws.
    package func consistencyProof<Failure: Error>(
        from first: Int64,
        leaves: Leaves<Failure>
    ) throws(Failure) -> [[UInt8]] {
        var range = 0..<size
        var path: [[UInt8]] = []
        // The verifier knows the earlier tree's root, but not those of its parts.
        var isKnown = true
        while range.upperBound != first {
            let (left, right) = Self.halves(of: range)
            let isLeft = first <= left.upperBound
            path.append(try root(of: isLeft ? right : left, leaves))
            range = isLeft ? left : right
            isKnown = isKnown && isLeft
        }
        if !isKnown { path.append(try root(of: range, leaves)) }
        return path.reversed()
    }

    /// The two subtrees of a range of more than one leaf.
    private static func halves(of range: Range<Int64>) -> (Range<Int64>, Range<Int64>) {
        let count = range.upperBound - range.lowerBound
        let power = Int64(1) << Int64(Int64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
        let split = range.lowerBound + power
        return (range.lowerBound..<split, split..<range.upperBound)
    }

    /// The root of a subtree that starts at a multiple of its own size.
    private func root<Failure: Error>(
        of range: Range<Int64>,
        _ leaves: Leaves<Failure>
    ) throws(Failure) -> [UInt8] {
        let width = Int64(Self.width)
        var frontier = MerkleFrontier()
        var next = range.lowerBound
        while next % width == 0, next + width <= range.upperBound {
            frontier.append(subtree: roots[Int(next / width)], leafCount: width)
            next += width
        }
        if next < range.upperBound {
            let tile = Int(next / width)
            let all = tile < roots.count ? try leaves(tile) : tail
            let start = Int64(tile) * width
            for leaf in all[Int(next - start)..<Int(range.upperBound - start)] {
                frontier.append(leaf)
            }
        }
        return frontier.root
    }
}

extension MerkleTiles {
    /// Everything it keeps, as concatenated hashes; whoever restores it has to compare the root
    /// with a signed one.
    package var bytes: [UInt8] { Array((roots + tail).joined()) }

    /// Restores a tree of the given size; returns nil if the bytes do not fit that size.
    package init?(_ bytes: [UInt8], size: Int64) {
        let count = SHA256.byteCount
        let rootCount = size / Int64(Self.width)
        guard size >= 0, Int64(bytes.count) == (rootCount + size % Int64(Self.width)) * Int64(count)
        else { return nil }
        let hashes = stride(from: 0, to: bytes.count, by: count)
            .map { Array(bytes[$0..<$0 + count]) }
        roots = Array(hashes.prefix(Int(rootCount)))
        tail = Array(hashes.dropFirst(Int(rootCount)))
    }
}
