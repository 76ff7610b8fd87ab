internal import Cryptography
package import SyncModel

/// Decides whether a request really came from its sender.
///
/// Signature and age are checked over the raw bytes before anything is parsed. All active secrets are tried, and whole
/// digests are compared in constant time.
package struct SignatureVerifier: Sendable {
    private let scheme: SignatureScheme
    private let tolerance: Int64
    private let identityKey: [UInt8]

    /// - Parameters:
    ///   - scheme: How the sender signs.
    ///   - toleranceSeconds: How far the signed time may be from now, either way.
    ///   - identityKey: Keys the identities of deliveries.
    package init(scheme: SignatureScheme, toleranceSeconds: Int64, identityKey: [UInt8]) {
        self.scheme = scheme
        tolerance = toleranceSeconds * 1_000_000
        self.identityKey = identityKey
    }

    /// Checks a request.
    ///
    /// - Throws: `Refusal`, for the operator's eyes.
    package func verify(
        _ request: IncomingRequest,
        secrets: [WebhookSecret],
        now: Timestamp
    ) throws(Refusal) -> VerifiedDelivery {
        let header = try signatureHeader(of: request)
        let parsed = try SignatureHeader(header, scheme: scheme)
        let timeText = try timeText(of: request, parsed)
        let id = try id(of: request)
        let content = signedContent(body: request.body, timeText: timeText, id: id)
        let secretID = try matchingSecret(
            for: content,
            signatures: parsed.signatures,
            among: secrets.filter { $0.isActive(at: now) }
        )
        let signedAt = try checkTime(timeText, body: request.body, now: now)
        let signsID = scheme.content.contains("{id}")
        let identity = HMAC.authenticate(
            parts: signsID
                ? [Array("id\u{0}".utf8), Array((id ?? "").utf8)]
                : [Array("content\u{0}".utf8), content],
            key: identityKey
        )
        return VerifiedDelivery(
            body: request.body,
            identity: identity,
            identityIsUnique: scheme.identifiesDeliveries,
            matchedSecretID: secretID,
            signedAt: signedAt,
            deliveryID: id,
            signedID: signsID ? id : nil
        )
    }

    private func signatureHeader(of request: IncomingRequest) throws(Refusal) -> String {
        var found: Set<String> = []
        for name in scheme.headers {
            if let value = try request.single(name) { found.insert(value) }
        }
        guard found.count <= 1 else { throw .repeatedHeader(scheme.headers[0]) }
        guard let value = found.first else { throw .missingHeader(scheme.headers[0]) }
        return value
    }

    private func timeText(
        of request: IncomingRequest,
        _ parsed: SignatureHeader
    ) throws(Refusal) -> String? {
        switch scheme.time?.from {
        case nil, .body: return nil
        case .signature:
            guard let text = parsed.timestamp else { throw .malformedSignature }
            return text
        case .header(let name):
            // A sender with two header families uses one of them throughout.
            let alternatives = [name] + scheme.alternatives(to: name)
            for name in alternatives {
                if let value = try request.single(name) { return value }
            }
            throw .missingHeader(name)
        }
    }

    private func id(of request: IncomingRequest) throws(Refusal) -> String? {
        var id: String?
        for name in scheme.idHeaders.flatMap({ [$0] + scheme.alternatives(to: $0) })
        where id == nil {
            id = try request.single(name)
        }
        guard scheme.content.contains("{id}") else { return id }
        guard let id else { throw .missingHeader(scheme.idHeaders.first ?? "id") }
        let isClean = id.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value < 0x7F && $0 != "."
        }
        guard isClean, !id.isEmpty, id.utf8.count <= 255 else { throw .malformedID }
        return id
    }

    private func signedContent(body: [UInt8], timeText: String?, id: String?) -> [UInt8] {
        var content: [UInt8] = []
        for part in Template.parts(of: scheme.content) {
            switch part {
            case .literal(let text): content += text.utf8
            case .field("body"): content += body
            case .field("timestamp"): content += (timeText ?? "").utf8
            case .field("id"): content += (id ?? "").utf8
            case .field: break
            }
        }
        return content
    }

    private func matchingSecret(
        for content: [UInt8],
        signatures: [[UInt8]],
        among secrets: [WebhookSecret]
    ) throws(Refusal) -> String {
        if secrets.isEmpty { throw .noActiveSecret }
        var matched: String?
        for secret in secrets {
            guard let key = try? scheme.key(of: secret.value) else { continue }
            let expected = HMAC.authenticate(content, key: key, using: scheme.algorithm)
            for signature in signatures
            where isEqualInConstantTime(signature, expected) && matched == nil {
                matched = secret.id
            }
        }
        guard let matched else { throw .signatureMismatch }
        return matched
    }

    private func checkTime(
        _ text: String?,
        body: [UInt8],
        now: Timestamp
    ) throws(Refusal) -> Timestamp? {
        guard let time = scheme.time else { return nil }
        let inBody = (time.mustEqualMember ?? time.from.bodyMember)
            .map { member in
                (try? JSONValue.parse(body))?[member]?.integer
            }
        var number = text.flatMap(Int64.init)
        if let inBody {
            guard let inBody else { throw .timeDiffersFromBody }
            if number != nil, number != inBody { throw .timeDiffersFromBody }
            number = number ?? (text == nil ? inBody : nil)
        }
        guard let number, number >= 0, number < Int64.max / 1_000_000 else { throw .malformedTime }
        let signedAt = Timestamp(
            microseconds: number * (time.unit == .seconds ? 1_000_000 : 1000)
        )
        if signedAt.microseconds < now.microseconds - tolerance { throw .stale }
        if signedAt.microseconds > now.microseconds + tolerance { throw .future }
        return signedAt
    }
}

extension SignatureScheme.Location {
    var bodyMember: String? {
        if case .body(let member) = self { member } else { nil }
    }
}

extension SignatureScheme {
    /// The same header of the scheme's other families: `webhook-id` beside `svix-id`.
    func alternatives(to name: String) -> [String] {
        guard let first = headers.first, first.hasSuffix("signature") else { return [] }
        let prefix = first.dropLast("signature".count)
        guard name.hasPrefix(prefix) else { return [] }
        return headers.dropFirst().filter { $0.hasSuffix("signature") }
            .map {
                $0.dropLast("signature".count) + String(name.dropFirst(prefix.count))
            }
    }
}
