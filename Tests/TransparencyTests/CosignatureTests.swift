import Encodings
import Cryptography
import Testing
import Transparency

@Suite struct CosignatureTests {
    private static let text =
        "checkly-sync/00\n3\n\(Base64.encode([UInt8](repeating: 7, count: 32)))\n"
    private static let seed = [UInt8](1...32)
    private static let name = "witness.example/one"

    private static func note() throws -> SignedNote {
        try SignedNote(signing: text, as: "checkly-sync/00", seed: [UInt8](0..<32))
    }

    private static func key() throws -> NoteVerifierKey {
        NoteVerifierKey(
            name: name,
            publicKey: try Ed25519.publicKey(forSeed: seed),
            algorithm: .cosignature
        )
    }

    @Test func `a witness's key is read as it is written, and is not a signer's`() throws {
        let key = try Self.key()
        #expect(NoteVerifierKey(key.text) == key)
        #expect(key.id != NoteVerifierKey(name: Self.name, publicKey: key.publicKey).id)
    }

    @Test func `a witness signs a time with the note, and any change of either is found`() throws {
        let key = try Self.key()
        let signature = try Cosignature.sign(
            Self.text,
            as: Self.name,
            seed: Self.seed,
            at: 1_790_000_000
        )
        let note = try Self.note()
        #expect(!note.isSigned(by: key))
        let cosigned = note.adding(signature)
        #expect(cosigned.isSigned(by: key))
        #expect(SignedNote(cosigned.note) == cosigned)
        let text = Array(cosigned.note.utf8)
        // The name, id and bytes of the signature, and the text it is over.
        for index in text.indices where text[index] != 0x0A {
            var changed = text
            changed[index] ^= 1
            let damaged = SignedNote(String(decoding: changed, as: UTF8.self))
            let isOther = damaged?.text == Self.text && damaged?.signatures.last == signature
            #expect(isOther || damaged?.isSigned(by: key) != true, "byte \(index)")
        }
    }

    @Test func `a note's own signature is none of a witness of the same name and key`() throws {
        let signed = try SignedNote(signing: Self.text, as: Self.name, seed: Self.seed)
        #expect(!signed.isSigned(by: try Self.key()))
    }
}
