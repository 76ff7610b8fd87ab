internal import Encodings
internal import Cryptography
package import SyncModel

/// Decides whether a request really came from its sender.
///
/// Signature and age are checked over the raw bytes before anything is parsed. All active secrets
/// are tried, and whole digests are compared in constant time. Every refusal costs the same hashing,
/// whatever its reason.
package final class SignatureVerifier: Sendable {
    let scheme: SignatureScheme
    let format: SignatureFormat
    let content: Template
    let signsID: Bool
    let identifiesDeliveries: Bool
    /// The headers that may carry the id, and the time, in all of the scheme's families.
    let idHeaders: [String]
    let timeHeaders: [String]
    /// What a signed id must not hold, or bytes could pass between it and its neighbours.
    let forbiddenInID: [UInt8]
    private let keys: [(secret: WebhookSecret, key: [UInt8])]
    private let tolerance: Int64
    private let identityKey: [UInt8]
    private let authenticate: Authenticator

    /// Makes a verifier for one source.
    ///
    /// - Parameters:
    ///   - scheme: How the source signs.
    ///   - secrets: Any of those that are valid at the time may match; one that the scheme cannot use never does.
    ///   - toleranceSeconds: How far the signed time may be from now, either way.
    ///   - identityKey: Keys the identities of deliveries.
    ///   - authenticate: Makes what signatures are compared with.
    package init(
        scheme: SignatureScheme,
        secrets: [WebhookSecret],
        toleranceSeconds: Int64,
        identityKey: [UInt8],
        authenticate: @escaping Authenticator = {
            HMAC.authenticate(parts: $0, key: $1, using: $2)
        }
    ) {
        self.scheme = scheme
        self.authenticate = authenticate
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
        forbiddenInID = Array(content.bytesBeside("id"))
        tolerance = toleranceSeconds * 1_000_000
        self.identityKey = identityKey
    }

    /// Checks a request.
    ///
    /// - Parameters:
    ///   - request: What came.
    ///   - now: What the signed time is compared with.
    ///   - refusalWork: What a refusal costs here, at least; it is asked for only when there is one.
    /// - Returns: What may be parsed.
    /// - Throws: `Refusal`, for the operator's eyes.
    package func verify(
        _ request: IncomingRequest,
        now: Timestamp,
        refusalWork: () -> VerificationWork = { VerificationWork() }
    ) throws(Refusal) -> VerifiedDelivery {
        var done = VerificationWork()
        do throws(Refusal) {
            return try check(request, now: now, &done)
        } catch {
            work(on: request, from: done, to: refusalWork())
            throw error
        }
    }

    /// Does what refusing a request costs, and nothing else: for a source that does not exist, or that is disabled.
    package func workInVain(on request: IncomingRequest, _ refusalWork: VerificationWork) {
        _ = try? read(request)
        work(on: request, from: VerificationWork(), to: refusalWork)
    }

    private func work(
        on request: IncomingRequest,
        from done: VerificationWork,
        to all: VerificationWork
    ) {
        all.forEachMissing(from: done) { algorithm in
            let code = authenticate([request.body], identityKey, algorithm)
            _ = isEqualInConstantTime(code, code)
        }
    }

    private func check(
        _ request: IncomingRequest,
        now: Timestamp,
        _ done: inout VerificationWork
    ) throws(Refusal) -> VerifiedDelivery {
        let claim = try read(request)
        let (secretID, tried) = matchingSecret(for: claim, at: now)
        done[scheme.algorithm] = tried
        if tried == 0 { throw .noActiveSecret }
        guard let secretID else { throw .signatureMismatch }
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

    /// Tries every active secret with every signature, whichever matches first.
    private func matchingSecret(
        for claim: SignedClaim,
        at now: Timestamp
    ) -> (id: String?, tried: Int) {
        var (matched, tried): (String?, Int) = (nil, 0)
        for (secret, key) in keys where secret.isActive(at: now) {
            tried += 1
            let expected = authenticate(claim.content, key, scheme.algorithm)
            for signature in claim.signatures
            where isEqualInConstantTime(signature, expected) && matched == nil {
                matched = secret.id
            }
        }
        return (matched, tried)
    }

    private func checkTime(
        _ claim: SignedClaim,
        body: [UInt8],
        now: Timestamp
    ) throws(Refusal) -> Timestamp? {
        guard let time = scheme.time else { return nil }
        guard let number = claim.number(of: time, in: body) else { throw .malformedTime }
        if let member = time.mustEqualMember,
            (try? JSONValue.parse(body))?[member]?.integer != number
        {
            throw .timeDiffersFromBody
        }
        let signedAt = Timestamp(
            microseconds: number * (time.unit == .seconds ? 1_000_000 : 1000)
        )
        if signedAt.microseconds < now.microseconds - tolerance { throw .stale }
        if signedAt.microseconds > now.microseconds + tolerance { throw .future }
        return signedAt
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
