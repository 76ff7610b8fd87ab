import Encodings
import Cryptography
import SyncModel
import WebhookListener
import WebhookSignatures

extension FuzzTarget {
    private static let key = [UInt8](repeating: 7, count: 32)
    private static let now = Timestamp(microseconds: 1_795_000_000_000_000)
    private static let secret = SecretValue("whsec_" + Base64.encode(key))

    private static func verifier(_ scheme: SignatureScheme) -> SignatureVerifier {
        SignatureVerifier(
            scheme: scheme,
            secrets: [WebhookSecret(id: "1", value: secret)],
            toleranceSeconds: 300,
            identityKey: key
        )
    }

    /// Header lines, an empty one, a body: under no preset may what nobody signed be believed.
    static func headers(_ input: [UInt8]) {
        let lines = String(decoding: input, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.prefix { !$0.isEmpty }
        let headers = head.map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
        let body = Array(lines.dropFirst(head.count + 1).joined(separator: "\n").utf8)
        let request = IncomingRequest(headers: headers, body: body)
        for preset in SignaturePreset.allCases {
            let delivery = try? verifier(preset.scheme).verify(request, now: now)
            precondition(delivery == nil, "\(preset) believes what nobody signed")
        }
    }

    /// A custom scheme that is taken verifies what it signs, and not with another body.
    static func scheme(_ input: [UInt8]) {
        guard let json = try? JSONValue.parse(input),
            let members = try? SignatureScheme.members(of: json),
            let scheme = try? SignatureScheme.custom(members),
            let signed = try? SignatureSigner(scheme: scheme)
                .headers(forBody: [0x7B], secret: secret, at: now, id: "~")
        else { return }
        // One header of two meanings cannot be sent once.
        guard Set(signed.map(\.name)).count == signed.count else { return }
        var request = IncomingRequest(headers: signed, body: [0x7B])
        do throws(Refusal) {
            _ = try verifier(scheme).verify(request, now: now)
        } catch {
            let isExpected = error == .malformedID || error == .malformedTime
            precondition(isExpected, "\(members): \(error)")
        }
        request.body = [0x7D]
        precondition((try? verifier(scheme).verify(request, now: now)) == nil, "\(members)")
    }

    /// A signed body of either payload.
    static func payload(_ input: [UInt8]) {
        let scheme = SignaturePreset.standardWebhooks.scheme
        guard
            let headers = try? SignatureSigner(scheme: scheme)
                .headers(forBody: input, secret: secret, at: now, id: "msg"),
            let delivery = try? verifier(scheme)
                .verify(IncomingRequest(headers: headers, body: input), now: now)
        else { fatalError("what is signed is refused") }
        _ = try? HanzoPayload.parse(delivery)
        let payload = SecretEventsPayload(source: "s", identityKey: key)
        let events = try? payload.parse(delivery)
        precondition(events?.isEmpty != true, "a delivery without events")
    }
}
