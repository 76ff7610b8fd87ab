internal import Cryptography

/// The right edge of a growing tree: enough to add leaves and to know the root, however large it gets.
package struct MerkleFrontier: Sendable, Equatable {
    /// How many leaves the tree has.
    package private(set) var size: Int64 = 0
    /// The roots of the perfect subtrees it is made of, the largest first; at most 63.
    private var peaks: [[UInt8]] = []

    package init() {}

    /// Adds a leaf's hash.
    package mutating func append(_ leaf: [UInt8]) {
        append(subtree: leaf, leafCount: 1)
    }

    /// Adds a perfect subtree by its root.
    ///
    /// - Parameters:
    ///   - root: The subtree's root.
    ///   - leafCount: How many leaves it has: a power of two that divides the size there is.
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

    /// The root as of now, 32 bytes.
    package var root: [UInt8] {
        guard var root = peaks.last else { return SHA256.digest([]) }
        for peak in peaks.dropLast().reversed() { root = MerkleTree.nodeHash(peak, root) }
        return root
    }
}
