internal import Cryptography

/// A growing tree of which every proof can be made, with an eighth of a byte kept for each leaf.
///
/// It keeps the roots of the perfect subtrees of 256 leaves, which are its tiles, and the leaves after the last of them. The
/// leaves of a tile are asked for when a proof needs them.
package struct MerkleTiles: Sendable, Equatable {
    /// How many leaves a tile has.
    package static let width = 256

    /// Gives a tile's 256 leaf hashes.
    package typealias Leaves<Failure: Error> = (_ tile: Int) throws(Failure) -> [[UInt8]]

    private var roots: [[UInt8]] = []
    private var tail: [[UInt8]] = []

    package init() {}

    /// How many leaves the tree has.
    package var size: Int64 { Int64(roots.count * Self.width + tail.count) }

    /// The root as of now, 32 bytes.
    package var root: [UInt8] {
        var frontier = MerkleFrontier()
        for root in roots { frontier.append(subtree: root, leafCount: Int64(Self.width)) }
        for leaf in tail { frontier.append(leaf) }
        return frontier.root
    }

    /// How many leaves there are at the end that are a tile, or are not one yet.
    package var endCount: Int {
        tail.isEmpty && !roots.isEmpty ? Self.width : tail.count
    }

    /// Whether these are the last leaves, `endCount` of them.
    package func ends(with leaves: [[UInt8]]) -> Bool {
        tail.isEmpty && !roots.isEmpty
            ? leaves.count == Self.width && roots.last == MerkleTree.root(of: leaves)
            : tail == leaves
    }

    /// Adds a leaf's hash.
    package mutating func append(_ leaf: [UInt8]) {
        tail.append(leaf)
        if tail.count == Self.width {
            roots.append(MerkleTree.root(of: tail))
            tail.removeAll(keepingCapacity: true)
        }
    }

    /// The way from a leaf to the root, as `MerkleTree.inclusionProof` gives it.
    ///
    /// - Parameters:
    ///   - index: Which leaf, from 0; one of the tree's.
    ///   - leaves: is asked for one tile.
    /// - Returns: The hashes beside the way, from the leaf up.
    /// - Throws: What `leaves` throws.
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

    /// The proof that the tree's beginning is another tree, as `MerkleTree.consistencyProof` gives it.
    ///
    /// - Parameters:
    ///   - first: How many leaves the beginning has, at least 1 and at most all.
    ///   - leaves: is asked for one tile.
    /// - Returns: The proof's hashes in the order of RFC 6962.
    /// - Throws: What `leaves` throws.
    package func consistencyProof<Failure: Error>(
        from first: Int64,
        leaves: Leaves<Failure>
    ) throws(Failure) -> [[UInt8]] {
        var range = 0..<size
        var path: [[UInt8]] = []
        // The beginning itself is known to who asks; a part of it that is smaller is not.
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

    /// The root of a subtree, which begins at a multiple of its own size.
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
    /// All that is kept, one hash after the other; who reads it back compares the root with one that is signed.
    package var bytes: [UInt8] { Array((roots + tail).joined()) }

    /// Reads back a tree of a size, or gives nil where the bytes are of another.
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
