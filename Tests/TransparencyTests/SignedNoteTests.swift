import Encodings
import Cryptography
import Testing
import Transparency

@Suite struct SignedNoteTests {
    private static let seed = [UInt8](0..<32)
    private static let name = "checkly-sync/00112233"
    private static let entry = Array("an envelope".utf8)

    private static func key(_ seed: [UInt8] = seed) throws -> NoteVerifierKey {
        NoteVerifierKey(name: name, publicKey: try Ed25519.publicKey(forSeed: seed))
    }

    /// The example of the specification of signed notes, whose key and signature others made.
    @Test func `a note that another program signed is valid, and changed is not`() throws {
        let key = try #require(
            NoteVerifierKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        )
        let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            \u{2014} PeterNeumann \
            x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6\
            RyyBwJnAM=

            """
        let note = try #require(SignedNote(text))
        #expect(note.isSigned(by: key))
        #expect(note.note == text)
        let changed = try #require(SignedNote(text.replacing("answer", with: "Answer")))
        #expect(!changed.isSigned(by: key))
    }

    @Test func `a key is read as it is written, and with another id it is none`() throws {
        let key = try Self.key()
        #expect(NoteVerifierKey(key.text) == key)
        let parts = key.text.split(separator: "+", maxSplits: 2)
        #expect(NoteVerifierKey("\(parts[0])+00000000+\(parts[2])") == nil)
        #expect(NoteVerifierKey("other+\(parts[1])+\(parts[2])") == nil)
        #expect(NoteVerifierKey("") == nil)
    }

    @Test func `a checkpoint is read as it is written`() throws {
        let checkpoint = Checkpoint(
            origin: Self.name,
            size: 7,
            root: MerkleTree.leafHash(Self.entry)
        )
        #expect(Checkpoint(checkpoint.text) == checkpoint)
        #expect(Checkpoint(checkpoint.text + "an extension\n") == checkpoint)
        for text in [
            "", "o\n7\n", "o\n07\nAAAA\n", "o\n-1\n" + Base64.encode(checkpoint.root) + "\n",
        ] {
            #expect(Checkpoint(text) == nil, "\(text)")
        }
    }

    @Test func `a proof stands by itself, and every change of it is found`() throws {
        let leaves = (0..<9)
            .map {
                $0 == 4 ? MerkleTree.leafHash(Self.entry) : [UInt8](repeating: UInt8($0), count: 32)
            }
        let checkpoint = Checkpoint(
            origin: Self.name,
            size: 9,
            root: MerkleTree.root(of: leaves)
        )
        let proof = LogProof(
            entry: Self.entry,
            index: 4,
            path: MerkleTree.inclusionProof(of: 4, in: leaves[...]),
            checkpoint: try SignedNote(signing: checkpoint.text, as: Self.name, seed: Self.seed)
        )
        let key = try Self.key()
        let read = try #require(LogProof(proof.text))
        #expect(read == proof)
        #expect(read.isValid(for: key))
        #expect(!read.isValid(for: try Self.key([UInt8](1...32))))
        let text = Array(proof.text.utf8)
        for index in text.indices {
            var changed = text
            changed[index] ^= 1
            let damaged = LogProof(String(decoding: changed, as: UTF8.self))
            #expect(damaged?.isValid(for: key) != true, "byte \(index)")
        }
    }
}
