internal import Encodings
internal import Cryptography
internal import SyncModel

/// Searches for the smallest number of differences that would make a request's signature match.
///
/// It tries every scheme, body and key that a sender may use by mistake, in order of the number of
/// differences. The hashing is limited so that even a large body takes less than a second.
struct NearMissSearch {
    /// The maximum number of simultaneous differences.
    private static let depthLimit = 3
    /// The maximum number of bytes to hash.
    private static let workLimit = 64 << 20
    private static let missLimit = 3

    let source: ExplainedSource
    let others: [ExplainedSource]
    let request: IncomingRequest
    let now: Timestamp

    private struct Work {
        var hashed = 0
        var found: [NearMiss] = []

        var isOver: Bool { hashed > NearMissSearch.workLimit || found.count >= missLimit }
    }

    private struct Claim {
        let scheme: SignatureScheme
        let claim: SignedClaim
        let body: [UInt8]
        let deviations: [Deviation]
    }

    /// The near misses; empty if none was found.
    func run() -> [NearMiss] {
        let claims = claims()
        var work = Work()
        for depth in 0...Self.depthLimit where work.found.isEmpty {
            for claim in claims where !work.isOver && claim.deviations.count <= depth {
                for key in keys(under: claim.scheme)
                where !work.isOver && claim.deviations.count + key.deviations.count == depth {
                    check(key, on: claim, &work)
                }
            }
        }
        return work.found.filter { !$0.deviations.isEmpty }
    }

    private func check(_ key: Key, on claim: Claim, _ work: inout Work) {
        work.hashed += claim.body.count + 256
        let code = HMAC.authenticate(
            parts: claim.claim.content,
            key: key.key.bytes,
            using: claim.scheme.algorithm
        )
        guard claim.claim.signatures.contains(where: { isEqualInConstantTime($0, code) }) else {
            return
        }
        let time = timeDeviation(of: claim)
        guard passes(claim, key.key, with: time) else { return }
        let miss = NearMiss(
            deviations: claim.deviations + key.deviations + [time].compactMap(\.self),
            secretID: key.key.secretID,
            isProven: true
        )
        if !work.found.contains(miss) { work.found.append(miss) }
    }

    /// The request as read by each scheme with each body, where the scheme can read it.
    private func claims() -> [Claim] {
        let bodies = Deviation.BodyChange.variations(of: request.body)
        return source.scheme.variations(for: request)
            .flatMap { scheme in
                let verifier = SignatureVerifier(
                    scheme: scheme.value,
                    secrets: [],
                    toleranceSeconds: 0,
                    identityKey: [0]
                )
                return bodies.compactMap { body -> Claim? in
                    let changed = IncomingRequest(headers: request.headers, body: body.value)
                    guard let claim = try? verifier.read(changed) else { return nil }
                    return Claim(
                        scheme: scheme.value,
                        claim: claim,
                        body: body.value,
                        deviations: [scheme.deviation, body.deviation].compactMap(\.self)
                    )
                }
            }
    }

    private struct Key {
        let key: CandidateKey
        let deviations: [Deviation]
    }

    /// The source's own secrets with every mistake, and other sources' secrets without any.
    private func keys(under scheme: SignatureScheme) -> [Key] {
        var found: [Key] = []
        for secret in source.secrets {
            let isActive = secret.isActive(at: now)
            for key in scheme.keys(of: secret) {
                let all = [isActive ? nil : .secretNotActive, key.deviation].compactMap(\.self)
                found.append(Key(key: key.value, deviations: all))
            }
        }
        for other in others {
            for secret in other.secrets {
                guard let bytes = try? scheme.key(of: secret.value) else { continue }
                let key = CandidateKey(bytes: bytes, secretID: secret.id)
                found.append(Key(key: key, deviations: [.otherSource(other.name)]))
            }
        }
        return found
    }

    /// The problem with the time of a request whose signature matches; nil if there is none.
    private func timeDeviation(of claim: Claim) -> Deviation? {
        guard let time = claim.scheme.time,
            let number = claim.claim.number(of: time, in: claim.body)
        else { return nil }
        func isTolerated(_ unit: SignatureScheme.SignedTime.Unit) -> Bool {
            guard case .clockSkew(let seconds) = unit.skew(of: number, at: now) else { return true }
            return abs(seconds) <= source.toleranceSeconds
        }
        if isTolerated(time.unit) { return nil }
        return isTolerated(time.unit.other)
            ? .timeUnit(time.unit.other, inBody: time.mustEqualMember)
            : time.unit.skew(of: number, at: now)
    }

    /// Whether the verifier itself accepts the request once the differences are corrected.
    private func passes(_ claim: Claim, _ key: CandidateKey, with time: Deviation?) -> Bool {
        var (scheme, moment) = (claim.scheme, now)
        if case .timeUnit(let unit, _) = time { scheme.time?.unit = unit }
        if case .clockSkew(let seconds) = time { moment = now.advanced(by: .seconds(-seconds)) }
        // Encodes the raw key.
        scheme.secretEncoding = .hex
        let secret = WebhookSecret(id: key.secretID, value: SecretValue(Hex.encode(key.bytes)))
        let verifier = SignatureVerifier(
            scheme: scheme,
            secrets: [secret],
            toleranceSeconds: source.toleranceSeconds,
            identityKey: [0]
        )
        let corrected = IncomingRequest(headers: request.headers, body: claim.body)
        return (try? verifier.verify(corrected, now: moment)) != nil
    }
}
