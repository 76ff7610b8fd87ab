internal import Encodings
internal import Cryptography
package import SyncModel

/// Verifies that a request comes from its sender.
///
/// It checks the signature and age of the raw bytes before anything is parsed. It tries all active
/// secrets and compares whole digests in constant time. Every refusal takes the same amount of
/// hashing, whatever its reason.
package final class SignatureVerifier: Sendable {
    let scheme: SignatureScheme
    let format: SignatureFormat
    let content: Template
    let signsID: Bool
    let identifiesDeliveries: Bool
    /// The headers that may carry the id or the time, in all of the scheme's families.
    let idHeaders: [String]
    let timeHeaders: [String]
    /// Bytes that a signed id must not contain; otherwise bytes could move between it and its
    /// neighbors.
    let forbiddenInID: [UInt8]
    private let keys: [(secret: WebhookSecret, key: [UInt8])]
    private let tolerance: Int64
    private let identityKey: [UInt8]
    private let authenticate: Authenticator

    /// Makes a verifier for one source.
    ///
    /// - Parameters:
    ///   - scheme: How the source signs.
    ///   - secrets: The source's secrets; any that is valid at the time may match. Secrets that do
    ///     not fit the scheme are ignored.
    ///   - toleranceSeconds: How far the signed time may be from now in either direction.
    ///   - identityKey: The key for the identities of deliveries.
    ///   - authenticate: Computes the HMAC to compare signatures with.
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

    /// Verifies a request.
    ///
    /// - Parameters:
    ///   - request: The request as received.
    ///   - now: The time to compare the signed time with.
    ///   - refusalWork: The minimum amount of hashing for a refusal; called only if the request is
    ///     refused.
    /// - Returns: The delivery, which may be parsed.
    /// - Throws: `Refusal`, for operators only.
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

    /// Does the same work as a refusal, for a source that is disabled or does not exist.
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

    /// Tries every active secret with every signature, even after a match.
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
    /// Parses decimal digits only, unlike `Int64.init(_:)`, which accepts a sign.
    init?(digits: String) {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(digits)
    }
}
