internal import Encodings
internal import Cryptography
package import OutboundHTTP
internal import SyncModel
package import Transparency

/// A third party that signs that each checkpoint of a log extends the one before (C2SP
/// tlog-witness).
package struct Witness: Sendable {
    /// The time limit for one exchange.
    private static let deadline = Duration.seconds(10)
    /// The maximum size of a response body in bytes.
    private static let answerLimit = 64 << 10
    private static let (okay, conflict) = (200, 409)

    private let url: String
    private let key: NoteVerifierKey
    private let transport: any OutboundTransport

    /// - Parameters:
    ///   - url: The witness's URL prefix, to which `/add-checkpoint` is appended.
    ///   - key: Verifies the witness's signatures.
    ///   - transport: Sends the requests.
    package init(url: String, key: NoteVerifierKey, transport: any OutboundTransport) {
        self.url = url
        self.key = key
        self.transport = transport
    }

    /// Has the witness sign a checkpoint.
    ///
    /// - Parameters:
    ///   - note: The checkpoint with the log's own signature.
    ///   - size: The size of the last checkpoint that the witness is known to have signed; if it
    ///     signed another, it says so.
    ///   - proof: Returns the consistency proof from a size to the checkpoint.
    /// - Returns: The note with the witness's verified signature added.
    /// - Throws: `WitnessError`, and what `proof` throws.
    package func cosign(
        _ note: SignedNote,
        knowing size: Int64,
        proof: (_ size: Int64) throws -> [[UInt8]]
    ) async throws -> SignedNote {
        let response = try await ask(note, size, try proof(size))
        if response.status == Self.okay { return try cosigned(note, response) }
        guard response.status == Self.conflict, let known = Self.size(in: response) else {
            throw WitnessError.refused(status: response.status)
        }
        let own = Checkpoint(note.text)?.size ?? 0
        guard known <= own else { throw WitnessError.knowsMore(size: known, own: own) }
        let second = try await ask(note, known, try proof(known))
        guard second.status == Self.okay else {
            throw WitnessError.refused(status: second.status)
        }
        return try cosigned(note, second)
    }

    private func ask(
        _ note: SignedNote,
        _ size: Int64,
        _ proof: [[UInt8]]
    ) async throws -> OutboundResponse {
        let lines = ["old \(size)"] + proof.map(Base64.encode)
        let body = lines.joined(separator: "\n") + "\n\n" + note.note
        do throws(TransportError) {
            return try await transport.send(
                OutboundRequest(
                    method: "POST",
                    url: url + "/add-checkpoint",
                    body: Array(body.utf8),
                    deadline: Self.deadline,
                    responseLimit: Self.answerLimit
                )
            )
        } catch {
            throw WitnessError.unreachable(error.description, hint: error.hint)
        }
    }

    private func cosigned(
        _ note: SignedNote,
        _ response: OutboundResponse
    ) throws(WitnessError) -> SignedNote {
        let text = String(decoding: response.body, as: UTF8.self)
        let own = SignedNote.signatures(in: text)?
            .first { note.adding($0).isSigned(by: key) }
        guard let own else { throw .notSigned }
        return note.adding(own)
    }

    private static func size(in response: OutboundResponse) -> Int64? {
        let text = String(decoding: response.body, as: UTF8.self)
        return Int64(text.hasSuffix("\n") ? String(text.dropLast()) : text)
            .flatMap { $0 >= 0 ? $0 : nil }
    }
}

/// Why a checkpoint has no signature of the witness.
package enum WitnessError: ExplainedError, Equatable {
    /// No response; the hint, if any, says how to fix it.
    case unreachable(String, hint: String?)
    /// The witness answered with another status than 200 or 409.
    case refused(status: Int)
    /// It has signed a longer history: this log was truncated or restored, or there are two.
    case knowsMore(size: Int64, own: Int64)
    /// The response holds no valid signature of the witness's key.
    case notSigned

    package var code: String {
        switch self {
        case .unreachable: "witness-unreachable"
        case .refused: "witness-refused"
        case .knowsMore: "witness-knows-more"
        case .notSigned: "witness-not-signed"
        }
    }

    package var message: String {
        switch self {
        case .unreachable(let reason, _): "The witness did not respond: \(reason)."
        case .refused(let status): "The witness answered \(status)."
        case .knowsMore(let size, let own):
            "The witness has signed \(size) events of this log, which has \(own)."
        case .notSigned: "The witness's response is not signed by its key."
        }
    }

    package var hint: String {
        switch self {
        case .unreachable(_, let hint):
            hint ?? "Check CHECKLY_SYNC_WITNESS_URL; the request will be retried."
        case .refused: "The witness must know this log's key; see `checkly-sync audit public-key`."
        case .knowsMore:
            "This log was truncated or restored; verify it against an earlier checkpoint."
        case .notSigned: "Check CHECKLY_SYNC_WITNESS_KEY."
        }
    }
}
