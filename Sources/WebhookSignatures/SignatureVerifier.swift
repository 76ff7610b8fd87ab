internal import Cryptography
package import SyncModel

/// Decides whether a request really came from its sender.
///
/// Signature and age are checked over the raw bytes before anything is parsed. All active secrets
/// are tried, and whole digests are compared in constant time. A request that is refused before its
/// signature can be checked costs the same hashing as one that is not.
package struct SignatureVerifier: Sendable {
    let scheme: SignatureScheme
    let format: SignatureFormat
    let content: Template
    let signsID: Bool
    let identifiesDeliveries: Bool
    /// The headers that may carry the id, and the time, in all of the scheme's families.
    let idHeaders: [String]
    let timeHeaders: [String]
    /// What a signed id must not hold, or bytes could pass between it and its neighbours.
    let forbiddenInID: Set<UInt8>
    private let keys: [(secret: WebhookSecret, key: [UInt8])]
    private let tolerance: Int64
    private let identityKey: [UInt8]

    /// Makes a verifier for one source.
    ///
    /// - Parameters:
    ///   - scheme: How the source signs.
    ///   - secrets: Any of those that are valid at the time may match; one that the scheme cannot use never does.
    ///   - toleranceSeconds: How far the signed time may be from now, either way.
    ///   - identityKey: Keys the identities of deliveries.
    package init(
        scheme: SignatureScheme,
        secrets: [WebhookSecret],
        toleranceSeconds: Int64,
        identityKey: [UInt8]
    ) {
        self.scheme = scheme
        keys = secrets.compactMap { secret in
            (try? scheme.key(of: secret.value)).map { (secret, $0) }
        }
        format = SignatureFormat(scheme)
        content = Template(scheme.content)
        signsID = scheme.signsID
        identifiesDeliveries = scheme.identifiesDeliveries
        idHeaders = scheme.idHeaders.flatMap { [$0] + scheme.alternatives(to: $0) }
        if case .header(let name) = scheme.time?.from {
            timeHeaders = [name] + scheme.alternatives(to: name)
        } else {
            timeHeaders = []
        }
        forbiddenInID = content.bytesBeside("id")
        tolerance = toleranceSeconds * 1_000_000
        self.identityKey = identityKey
    }

    /// Checks a request.
    ///
    /// - Throws: `Refusal`, for the operator's eyes.
    package func verify(
        _ request: IncomingRequest,
        now: Timestamp
    ) throws(Refusal) -> VerifiedDelivery {
        let active = keys.filter { $0.secret.isActive(at: now) }
        let claim: SignedClaim
        do throws(Refusal) {
            claim = try read(request)
            if active.isEmpty { throw .noActiveSecret }
        } catch {
            for _ in 0..<max(1, active.count) { Self.verifyDecoy(request, key: identityKey) }
            throw error
        }
        let secretID = try matchingSecret(for: claim, among: active)
        let signedAt = try checkTime(claim, body: request.body, now: now)
        let signedID = signsID ? claim.id : nil
        return VerifiedDelivery(
            body: request.body,
            identity: identity(claim, signedID: signedID),
            identityIsUnique: identifiesDeliveries,
            matchedSecretID: secretID,
            signedAt: signedAt,
            deliveryID: claim.id,
            signedID: signedID
        )
    }

    /// Does the work of one verification for nothing.
    ///
    /// For a source that does not exist, so that its absence does not show in the time of the answer.
    package static func verifyDecoy(_ request: IncomingRequest, key: [UInt8]) {
        let code = HMAC.authenticate(request.body, key: key)
        _ = isEqualInConstantTime(code, code)
    }

    /// Tries every secret with every signature, whichever matches first.
    private func matchingSecret(
        for claim: SignedClaim,
        among active: [(secret: WebhookSecret, key: [UInt8])]
    ) throws(Refusal) -> String {
        var matched: String?
        for (secret, key) in active {
            let expected = HMAC.authenticate(
                parts: claim.content,
                key: key,
                using: scheme.algorithm
            )
            for signature in claim.signatures
            where isEqualInConstantTime(signature, expected) && matched == nil {
                matched = secret.id
            }
        }
        guard let matched else { throw .signatureMismatch }
        return matched
    }

    private func checkTime(
        _ claim: SignedClaim,
        body: [UInt8],
        now: Timestamp
    ) throws(Refusal) -> Timestamp? {
        guard let time = scheme.time else { return nil }
        let number: Int64?
        switch time.from {
        case .body(let member): number = Self.integer(member, in: body)
        case .signature, .header: number = claim.timestamp.flatMap(Int64.init(digits:))
        }
        guard let number, (0..<Int64.max / 2_000_000).contains(number) else {
            throw .malformedTime
        }
        if let member = time.mustEqualMember, Self.integer(member, in: body) != number {
            throw .timeDiffersFromBody
        }
        let signedAt = Timestamp(
            microseconds: number * (time.unit == .seconds ? 1_000_000 : 1000)
        )
        if signedAt.microseconds < now.microseconds - tolerance { throw .stale }
        if signedAt.microseconds > now.microseconds + tolerance { throw .future }
        return signedAt
    }

    private static func integer(_ member: String, in body: [UInt8]) -> Int64? {
        (try? JSONValue.parse(body))?[member]?.integer
    }

    private func identity(_ claim: SignedClaim, signedID: String?) -> [UInt8] {
        let parts =
            signedID.map { [Array("id\u{0}".utf8), Array($0.utf8)] }
            ?? [Array("content\u{0}".utf8)] + claim.content
        return HMAC.authenticate(parts: parts, key: identityKey)
    }
}

extension Int64 {
    /// Decimal digits and nothing else, unlike `Int64.init(_:)`, which takes a sign.
    init?(digits: String) {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(digits)
    }
}
