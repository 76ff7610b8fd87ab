import Encodings
import Cryptography
import OutboundHTTP
import Synchronization
import Transparency

/// A witness as its specification describes it: it signs only what continues what it signed before.
final class ScriptedWitness: OutboundTransport {
    static let name = "witness.example/one"
    private static let seed = [UInt8](1...32)

    private let logKey: NoteVerifierKey
    private let known: Mutex<Checkpoint?>
    let requests = Mutex<[String]>([])
    /// What it answers whatever it is asked.
    let answer = Mutex<OutboundResponse?>(nil)

    init(logKey: NoteVerifierKey, known: Checkpoint?) {
        self.logKey = logKey
        self.known = Mutex(known)
    }

    static func key() throws -> NoteVerifierKey {
        NoteVerifierKey(
            name: name,
            publicKey: try Ed25519.publicKey(forSeed: seed),
            algorithm: .cosignature
        )
    }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        requests.withLock { $0.append("\(request.method) \(request.url)\n\(body)") }
        if let answer = answer.withLock(\.self) { return answer }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        guard let gap = lines.firstIndex(of: ""), lines[0].hasPrefix("old "),
            let size = Int64(lines[0].dropFirst(4)),
            let note = SignedNote(lines[(gap + 1)...].joined(separator: "\n")),
            let head = Checkpoint(note.text)
        else { return OutboundResponse(status: 400) }
        guard note.isSigned(by: logKey) else { return OutboundResponse(status: 403) }
        let last = known.withLock(\.self)
        if size != last?.size ?? 0 {
            return OutboundResponse(
                status: 409,
                headers: [("content-type", "text/x.tlog.size")],
                body: Array("\(last?.size ?? 0)\n".utf8)
            )
        }
        let proof = lines[1..<gap].compactMap { Base64.decode(String($0)) }
        let old = (size: last?.size ?? 0, root: last?.root ?? MerkleFrontier().root)
        guard MerkleTree.verifyConsistency(proof, from: old, to: (head.size, head.root)) else {
            return OutboundResponse(status: 422)
        }
        known.withLock { $0 = head }
        guard
            let signature = try? Cosignature.sign(
                note.text,
                as: Self.name,
                seed: Self.seed,
                at: 1_790_000_000
            ),
            let line = note.adding(signature).note.split(separator: "\n").last
        else { return OutboundResponse(status: 500) }
        return OutboundResponse(status: 200, body: Array((line + "\n").utf8))
    }
}
