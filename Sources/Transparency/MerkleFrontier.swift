internal import Cryptography

/// The right edge of a growing tree: just enough to append leaves and compute the root.
package struct MerkleFrontier: Sendable, Equatable {
    /// The number of leaves.
    package private(set) var size: Int64 = 0
    /// The roots of the perfect subtrees that make up the tree, largest first; at most 63.
    private var peaks: [[UInt8]] = []

    /// An empty tree.
    package init() {}

    /// Appends a leaf by its hash.
    package mutating func append(_ leaf: [UInt8]) {
        append(subtree: leaf, leafCount: 1)
    }

    /// Appends a perfect subtree by its root.
    ///
    /// - Parameters:
    ///   - root: The root of the subtree.
    ///   - leafCount: The number of its leaves: a power of two that divides the current size.
    package mutating func append(subtree root: [UInt8], leafCount: Int64) {
        precondition(
            leafCount > 0 && leafCount & (leafCount - 1) == 0 && size % leafCount == 0,
            "a subtree stands at a multiple of its own size"
        )
        peaks.append(root)
        var number = size / leafCount
        while number & 1 == 1 {
            let right = peaks.removeLast()
            peaks.append(MerkleTree.nodeHash(peaks.removeLast(), right))
            number >>= 1
        }
        size += leafCount
    }

    /// The current root, 32 bytes.
    package var root: [UInt8] {
        guard var root = peaks.last else { return SHA256.digest([]) }
        for peak in peaks.dropLast().reversed() { root = MerkleTree.nodeHash(peak, root) }
        return root
    }
}
