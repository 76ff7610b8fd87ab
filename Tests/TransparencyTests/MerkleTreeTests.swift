import Encodings
import Cryptography
import Testing
import Transparency

@Suite struct MerkleTreeTests {
    /// The eight leaves that Certificate Transparency's own tests use, and the roots of their first
    /// one, two, … eight.
    private static let classicLeaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    private static let classicRoots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private static func leaves(_ count: Int) -> [[UInt8]] {
        (0..<count).map { MerkleTree.leafHash([UInt8($0 & 0xFF), UInt8($0 >> 8)]) }
    }

    @Test func `the root of nothing is the hash of nothing`() {
        #expect(
            Hex.encode(MerkleTree.root(of: []))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    }

    @Test(arguments: 1...8)
    func `known leaves give known roots`(count: Int) throws {
        let leaves = try Self.classicLeaves.prefix(count)
            .map { MerkleTree.leafHash(try #require(Hex.decode($0))) }
        #expect(Hex.encode(MerkleTree.root(of: leaves)) == Self.classicRoots[count - 1])
    }

    @Test(arguments: 1...70)
    func `every leaf of a tree is proven, and nothing else is`(size: Int) {
        let leaves = Self.leaves(size)
        let root = MerkleTree.root(of: leaves)
        for index in 0..<size {
            let proof = MerkleTree.inclusionProof(of: index, in: leaves[...])
            func verifies(
                _ proof: [[UInt8]],
                leaf: [UInt8],
                index: Int,
                size: Int,
                root: [UInt8]
            ) -> Bool {
                MerkleTree.verifyInclusion(
                    proof,
                    of: leaf,
                    at: Int64(index),
                    inTreeOf: Int64(size),
                    root: root
                )
            }
            let leaf = leaves[index]
            #expect(verifies(proof, leaf: leaf, index: index, size: size, root: root))
            #expect(
                !verifies(proof, leaf: Self.changed(leaf), index: index, size: size, root: root)
            )
            #expect(
                !verifies(proof, leaf: leaf, index: index, size: size, root: Self.changed(root))
            )
            #expect(!verifies(proof + [root], leaf: leaf, index: index, size: size, root: root))
            #expect(!verifies(proof, leaf: leaf, index: size, size: size, root: root))
            if size > 1 {
                let other = (index + 1) % size
                #expect(!verifies(proof, leaf: leaf, index: other, size: size, root: root))
                let short = Array(proof.dropLast())
                #expect(!verifies(short, leaf: leaf, index: index, size: size, root: root))
            }
            for place in proof.indices {
                var damaged = proof
                damaged[place] = Self.changed(damaged[place])
                #expect(!verifies(damaged, leaf: leaf, index: index, size: size, root: root))
            }
        }
    }

    @Test(arguments: 1...70)
    func `every beginning of a tree is proven to be one, and no other tree is`(size: Int) {
        let leaves = Self.leaves(size)
        let second = (size: Int64(size), root: MerkleTree.root(of: leaves))
        for count in 1...size {
            let first = (size: Int64(count), root: MerkleTree.root(of: leaves[..<count]))
            let proof = MerkleTree.consistencyProof(from: count, in: leaves[...])
            #expect(MerkleTree.verifyConsistency(proof, from: first, to: second))
            let otherFirst = (size: first.size, root: Self.changed(first.root))
            #expect(!MerkleTree.verifyConsistency(proof, from: otherFirst, to: second))
            let otherSecond = (size: second.size, root: Self.changed(second.root))
            #expect(!MerkleTree.verifyConsistency(proof, from: first, to: otherSecond))
            #expect(
                !MerkleTree.verifyConsistency(proof + [first.root], from: first, to: second)
            )
            for place in proof.indices {
                var damaged = proof
                damaged[place] = Self.changed(damaged[place])
                #expect(!MerkleTree.verifyConsistency(damaged, from: first, to: second))
            }
        }
    }

    @Test func `a tree that grew otherwise has no proof`() {
        var leaves = Self.leaves(20)
        let first = (size: Int64(12), root: MerkleTree.root(of: leaves[..<12]))
        leaves[3] = MerkleTree.leafHash([9, 9])
        let second = (size: Int64(20), root: MerkleTree.root(of: leaves))
        let proof = MerkleTree.consistencyProof(from: 12, in: leaves[...])
        #expect(!MerkleTree.verifyConsistency(proof, from: first, to: second))
    }

    private static func changed(_ hash: [UInt8]) -> [UInt8] {
        var hash = hash
        hash[31] ^= 1
        return hash
    }
}
