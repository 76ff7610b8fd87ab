internal import Cryptography

/// The Merkle tree of RFC 6962 section 2.1 over SHA-256: its hashes, roots and proofs.
///
/// A tree is given by its leaf hashes in order, 32 bytes each.
package enum MerkleTree {
    /// The hash of a leaf: SHA-256 of a zero byte and the data.
    package static func leafHash(_ data: [UInt8]) -> [UInt8] {
        SHA256.digest(parts: [[0x00], data])
    }

    /// The hash of a leaf whose data is not copied.
    package static func leafHash(_ data: UnsafeRawBufferPointer) -> [UInt8] {
        SHA256.digest(data, after: [0x00])
    }

    /// The hash of an inner node: SHA-256 of a one byte and the hashes of its two children.
    package static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        SHA256.digest(parts: [[0x01], left, right])
    }

    /// The root of a tree; without leaves, the SHA-256 of nothing.
    package static func root(of leaves: some Sequence<[UInt8]>) -> [UInt8] {
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier.root
    }

    /// The inclusion proof of a leaf (RFC 6962 section 2.1.1): the siblings on its path, lowest
    /// first.
    ///
    /// - Parameters:
    ///   - index: The leaf's index, from 0 and below the number of leaves.
    ///   - leaves: All leaves of the tree.
    /// - Returns: At most 64 hashes; none for a tree with one leaf.
    package static func inclusionProof(of index: Int, in leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        if leaves.count <= 1 { return [] }
        let split = leaves.startIndex + largestPowerOfTwo(below: leaves.count)
        let (left, right) = (leaves[..<split], leaves[split...])
        let offset = split - leaves.startIndex
        return index < offset
            ? inclusionProof(of: index, in: left) + [root(of: right)]
            : inclusionProof(of: index - offset, in: right) + [root(of: left)]
    }

    /// The proof that a tree begins with an earlier tree (RFC 6962 section 2.1.2).
    ///
    /// - Parameters:
    ///   - size: The size of the earlier tree, from 1 to the number of leaves.
    ///   - leaves: All leaves of the tree.
    /// - Returns: The hashes from which both roots follow; none if the trees are equal.
    package static func consistencyProof(
        from size: Int,
        in leaves: ArraySlice<[UInt8]>
    ) -> [[UInt8]] {
        subproof(size, leaves, isWhole: true)
    }

    private static func subproof(
        _ size: Int,
        _ leaves: ArraySlice<[UInt8]>,
        isWhole: Bool
    ) -> [[UInt8]] {
        if size == leaves.count { return isWhole ? [] : [root(of: leaves)] }
        let offset = largestPowerOfTwo(below: leaves.count)
        let split = leaves.startIndex + offset
        let (left, right) = (leaves[..<split], leaves[split...])
        return size <= offset
            ? subproof(size, left, isWhole: isWhole) + [root(of: right)]
            : subproof(size - offset, right, isWhole: false) + [root(of: left)]
    }

    /// The largest power of two below a number above 1.
    private static func largestPowerOfTwo(below count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    /// Whether a proof leads from a leaf to a root (RFC 9162 section 2.1.3.2).
    ///
    /// - Parameters:
    ///   - proof: The result of `inclusionProof`.
    ///   - leaf: The leaf's hash.
    ///   - index: Its index in the tree.
    ///   - size: The number of leaves.
    ///   - root: The tree's root.
    /// - Returns: False for a proof of any other leaf, index, size or root.
    package static func verifyInclusion(
        _ proof: [[UInt8]],
        of leaf: [UInt8],
        at index: Int64,
        inTreeOf size: Int64,
        root: [UInt8]
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var (node, last) = (index, size - 1)
        var hash = leaf
        for sibling in proof {
            if last == 0 { return false }
            if node & 1 == 1 || node == last {
                hash = nodeHash(sibling, hash)
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                hash = nodeHash(hash, sibling)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }

    /// Whether a proof shows that one tree begins with another (RFC 9162 section 2.1.4.2).
    ///
    /// - Parameters:
    ///   - proof: The result of `consistencyProof`.
    ///   - first: The size and root of the smaller tree; every tree begins with the empty tree.
    ///   - second: The size and root of the larger tree.
    /// - Returns: False for any other pair of trees.
    package static func verifyConsistency(
        _ proof: [[UInt8]],
        from first: (size: Int64, root: [UInt8]),
        to second: (size: Int64, root: [UInt8])
    ) -> Bool {
        guard first.size >= 0, first.size <= second.size else { return false }
        if first.size == second.size { return proof.isEmpty && first.root == second.root }
        if first.size == 0 { return proof.isEmpty && first.root == MerkleFrontier().root }
        // A tree whose size is a power of two is a node of the larger one, so the proof omits it.
        let isNode = first.size & (first.size - 1) == 0
        var path = isNode ? [first.root] + proof : proof
        guard !path.isEmpty else { return false }
        var (node, last) = (first.size - 1, second.size - 1)
        while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
        let seed = path.removeFirst()
        var (old, new) = (seed, seed)
        for sibling in path {
            if last == 0 { return false }
            if node & 1 == 1 || node == last {
                old = nodeHash(sibling, old)
                new = nodeHash(sibling, new)
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                new = nodeHash(new, sibling)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && old == first.root && new == second.root
    }
}
