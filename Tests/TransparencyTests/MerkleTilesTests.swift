import Testing
import Transparency

@Suite struct MerkleTilesTests {
    private static let leaves = (0..<1100)
        .map { MerkleTree.leafHash([UInt8($0 & 0xFF), UInt8($0 >> 8)]) }
    private static let sizes = [0, 1, 2, 255, 256, 257, 511, 512, 513, 700, 768, 1024, 1100]

    private struct NoSuchTile: Error {}

    private static func tiles(_ size: Int) -> MerkleTiles {
        leaves[..<size].reduce(into: MerkleTiles()) { $0.append($1) }
    }

    /// The leaves of whole tiles; a proof that asks for others would ask for what is kept.
    private static func tile(_ number: Int, of size: Int) throws(NoSuchTile) -> [[UInt8]] {
        let range = number * MerkleTiles.width..<(number + 1) * MerkleTiles.width
        guard range.upperBound <= size else { throw NoSuchTile() }
        return Array(leaves[range])
    }

    @Test(arguments: sizes)
    func `tiles have the root of their leaves, and are read back as they were kept`(
        size: Int
    ) throws {
        let tiles = Self.tiles(size)
        #expect(tiles.size == Int64(size))
        #expect(tiles.root == MerkleTree.root(of: Self.leaves[..<size]))
        #expect(MerkleTiles(tiles.bytes, size: tiles.size) == tiles)
        #expect(MerkleTiles(tiles.bytes, size: tiles.size + 1) == nil)
        #expect(MerkleTiles(tiles.bytes + [0], size: tiles.size) == nil)
    }

    @Test(arguments: sizes.dropFirst())
    func `tiles prove the same as all leaves do`(size: Int) throws {
        let tiles = Self.tiles(size)
        let leaves = Self.leaves[..<size]
        for index in stride(from: 0, to: size, by: 13) {
            let path = try tiles.inclusionProof(of: Int64(index)) { number throws(NoSuchTile) in
                try Self.tile(number, of: size)
            }
            #expect(path == MerkleTree.inclusionProof(of: index, in: leaves), "leaf \(index)")
        }
        for first in [1, 2, 3, 255, 256, 257, 300, 512, 640, 1000, size] where first <= size {
            let proof = try tiles.consistencyProof(from: Int64(first)) {
                number throws(NoSuchTile) in
                try Self.tile(number, of: size)
            }
            #expect(proof == MerkleTree.consistencyProof(from: first, in: leaves), "from \(first)")
        }
    }

    @Test func `a subtree's root stands for its leaves`() {
        var frontier = MerkleFrontier()
        for start in stride(from: 0, to: 1024, by: 64) {
            let root = MerkleTree.root(of: Self.leaves[start..<start + 64])
            frontier.append(subtree: root, leafCount: 64)
        }
        for leaf in Self.leaves[1024...] { frontier.append(leaf) }
        #expect(frontier.size == 1100)
        #expect(frontier.root == MerkleTree.root(of: Self.leaves))
    }
}
