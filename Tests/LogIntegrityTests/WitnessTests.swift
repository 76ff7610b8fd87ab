import LogIntegrity
import Cryptography
import OutboundHTTP
import Synchronization
import Testing
import Transparency

@Suite struct WitnessTests {
    private static let origin = "checkly-sync/00"
    private static let seed = [UInt8](0..<32)
    private static let leaves = (0..<9).map { MerkleTree.leafHash([UInt8($0)]) }

    private static func head(_ size: Int) -> Checkpoint {
        Checkpoint(
            origin: origin,
            size: Int64(size),
            root: MerkleTree.root(of: leaves[..<size])
        )
    }

    private let transport: ScriptedWitness
    private let witness: Witness
    private let note: SignedNote

    private init(known: Checkpoint?) throws {
        let key = NoteVerifierKey(
            name: Self.origin,
            publicKey: try Ed25519.publicKey(forSeed: Self.seed)
        )
        transport = ScriptedWitness(logKey: key, known: known)
        witness = Witness(
            url: "https://witness.example",
            key: try ScriptedWitness.key(),
            transport: transport
        )
        note = try SignedNote(signing: Self.head(7).text, as: Self.origin, seed: Self.seed)
    }

    init() throws {
        try self.init(known: Self.head(3))
    }

    private func cosign(knowing size: Int64) async throws -> SignedNote {
        try await witness.cosign(note, knowing: size) { size in
            size == 0
                ? []
                : MerkleTree.consistencyProof(from: Int(size), in: Self.leaves[..<7])
        }
    }

    @Test func `a checkpoint that continues the last one is signed`() async throws {
        let cosigned = try await cosign(knowing: 3)
        #expect(cosigned.text == note.text)
        #expect(cosigned.isSigned(by: try ScriptedWitness.key()))
        let requests = transport.requests.withLock(\.self)
        #expect(requests.count == 1)
        #expect(requests[0].hasPrefix("POST https://witness.example/add-checkpoint\nold 3\n"))
        #expect(requests[0].hasSuffix("\n\n" + note.note))
    }

    @Test func `a witness that knows another size says so and is asked again`() async throws {
        #expect(try await cosign(knowing: 0).isSigned(by: try ScriptedWitness.key()))
        #expect(transport.requests.withLock(\.count) == 2)
    }

    @Test func `a new log is signed without a proof`() async throws {
        let bench = try WitnessTests(known: nil)
        #expect(try await bench.cosign(knowing: 0).isSigned(by: try ScriptedWitness.key()))
    }

    @Test func `a log shorter than the witness knows, or another, is not signed`() async throws {
        let longer = try WitnessTests(known: Self.head(9))
        await #expect(throws: WitnessError.knowsMore(size: 9, own: 7)) {
            try await longer.cosign(knowing: 3)
        }
        let root = [UInt8](repeating: 0, count: 32)
        let other = try WitnessTests(known: Checkpoint(origin: Self.origin, size: 3, root: root))
        await #expect(throws: WitnessError.refused(status: 422)) {
            try await other.cosign(knowing: 3)
        }
    }

    @Test(arguments: ["", "nothing\n", "\u{2014} witness.example/one AAAAAAAAAAAA\n"])
    func `an answer that its key did not sign is no signature`(body: String) async throws {
        transport.answer.withLock {
            $0 = OutboundResponse(status: 200, body: Array(body.utf8))
        }
        await #expect(throws: WitnessError.notSigned) { try await cosign(knowing: 3) }
    }
}
