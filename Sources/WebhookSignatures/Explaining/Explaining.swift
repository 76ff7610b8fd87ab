package import SyncModel

/// Explains why a delivery is refused and what it missed by.
///
/// It answers with the verifier itself, so that both never differ, and then tries what senders are known to do. All of
/// it is for the operator: a sender who could ask would learn how close a guess is.
package struct Explaining: Sendable {
    let source: ExplainedSource
    /// Sources whose secrets may have been mistaken for this one's.
    let others: [ExplainedSource]
    private let verifier: SignatureVerifier

    package init(source: ExplainedSource, others: [ExplainedSource]) {
        self.source = source
        self.others = others.filter { $0.name != source.name }
        verifier = SignatureVerifier(
            scheme: source.scheme,
            secrets: source.secrets,
            toleranceSeconds: source.toleranceSeconds,
            // It keys nothing but identities, of which none leaves here.
            identityKey: [0]
        )
    }

    /// What is said of a delivery to a source that does not exist.
    package static func unknownSource() -> Explanation {
        explanation(.unknownSource, at: .source, misses: [])
    }

    /// Explains a request with its body.
    ///
    /// - Parameter now: When the request came.
    package func explain(_ request: IncomingRequest, now: Timestamp) -> Explanation {
        guard source.isEnabled else {
            return Self.explanation(.disabledSource, at: .source, misses: [])
        }
        do throws(Refusal) {
            _ = try verifier.verify(request, now: now)
            return Self.explanation(nil, at: nil, misses: [])
        } catch {
            let search = NearMissSearch(source: source, others: others, request: request, now: now)
            return Self.explanation(
                error,
                at: error.step(under: source.scheme),
                misses: search.run(),
                detail: skew(of: request, now)?.message
            )
        }
    }

    /// Explains a request of which only headers were kept; whether its signature is right cannot be told.
    package func explain(headersOf request: IncomingRequest, now: Timestamp) -> Explanation {
        guard source.isEnabled else {
            return Self.explanation(.disabledSource, at: .source, misses: [])
        }
        var scheme = source.scheme
        // The body's own time is not there to be compared.
        scheme.time?.mustEqualMember = nil
        let misses = HeaderMisses(scheme: source.scheme, request: request).all
        do throws(Refusal) {
            _ = try verifier.read(request)
            guard source.secrets.contains(where: { $0.isActive(at: now) }) else {
                throw .noActiveSecret
            }
        } catch {
            return Self.explanation(error, at: error.step(under: scheme), misses: misses)
        }
        return headersOnly(skew(of: request, now), misses)
    }

    private func headersOnly(_ skew: Deviation?, _ misses: [NearMiss]) -> Explanation {
        let isOutside = skew.map { !isTolerated($0) } ?? false
        let steps = Explanation.StepName.allCases.map { name in
            switch name {
            case .signature:
                Explanation.Step(
                    name: name,
                    outcome: .unknown,
                    message: "The body was not kept, so the signature cannot be computed again."
                )
            case .age where isOutside:
                Explanation.Step(name: name, outcome: .failed, message: skew?.message)
            default: Explanation.Step(name: name, outcome: .passed, message: nil)
            }
        }
        return Explanation(steps: steps, refusal: nil, nearMisses: misses)
    }

    /// How far the signed time is away, where the headers say it.
    private func skew(of request: IncomingRequest, _ now: Timestamp) -> Deviation? {
        guard let time = source.scheme.time, let claim = try? verifier.read(request),
            let number = claim.timestamp.flatMap(Int64.init(digits:))
        else { return nil }
        return time.unit.skew(of: number, at: now)
    }

    private func isTolerated(_ skew: Deviation) -> Bool {
        guard case .clockSkew(let seconds) = skew else { return true }
        return abs(seconds) <= source.toleranceSeconds
    }

    private static func explanation(
        _ refusal: Refusal?,
        at failed: Explanation.StepName?,
        misses: [NearMiss],
        detail: String? = nil
    ) -> Explanation {
        var hasFailed = false
        let steps = Explanation.StepName.allCases.map { name in
            if name == failed, let refusal {
                hasFailed = true
                let added = name == .age ? detail.map { " " + $0 } : nil
                return Explanation.Step(
                    name: name,
                    outcome: .failed,
                    message: "\(refusal.message)\(added ?? "") \(refusal.hint)"
                )
            }
            let message = hasFailed && name == .age ? detail : nil
            return Explanation.Step(
                name: name,
                outcome: hasFailed ? .unknown : .passed,
                message: message
            )
        }
        return Explanation(steps: steps, refusal: refusal, nearMisses: misses)
    }
}

extension SignatureScheme.SignedTime.Unit {
    /// How far a time in this unit is from now, in whole seconds.
    func skew(of number: Int64, at now: Timestamp) -> Deviation {
        let seconds = self == .seconds ? number : number / 1000
        return .clockSkew(seconds: now.milliseconds / 1000 - seconds)
    }

    var other: Self { self == .seconds ? .milliseconds : .seconds }
}
