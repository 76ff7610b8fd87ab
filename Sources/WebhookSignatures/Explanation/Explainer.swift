package import SyncModel

/// Explains why a delivery is refused and how close it came.
///
/// It runs the verifier itself, so that the two never disagree, and then tries mistakes that
/// senders are known to make. Only operators may see the result: a sender could learn from it how
/// close a guess is.
package struct Explainer: Sendable {
    let source: ExplainedSource
    /// Other sources, whose secrets the sender may have used by mistake.
    let others: [ExplainedSource]
    private let verifier: SignatureVerifier

    /// Other sources of the same name are ignored.
    package init(source: ExplainedSource, others: [ExplainedSource]) {
        self.source = source
        self.others = others.filter { $0.name != source.name }
        verifier = SignatureVerifier(
            scheme: source.scheme,
            secrets: source.secrets,
            toleranceSeconds: source.toleranceSeconds,
            // The key affects only identities, and none leaves this type.
            identityKey: [0]
        )
    }

    /// The explanation of a delivery to a source that does not exist.
    package static func unknownSource() -> Explanation {
        explanation(Explanation.Reason(.unknownSource), at: .source, misses: [])
    }

    /// Explains a request with its body as of its arrival.
    package func explain(_ request: IncomingRequest, now: Timestamp) -> Explanation {
        guard source.isEnabled else {
            return Self.explanation(Explanation.Reason(.disabledSource), at: .source, misses: [])
        }
        do throws(Refusal) {
            _ = try verifier.verify(request, now: now)
            return Self.explanation(nil, at: nil, misses: [])
        } catch {
            let search = NearMissSearch(source: source, others: others, request: request, now: now)
            return Self.explanation(
                Explanation.Reason(error),
                at: error.step(under: source.scheme),
                misses: search.run(),
                detail: skew(of: request, now)?.message
            )
        }
    }

    /// The clock skew of the request; nil if the headers carry no signed time.
    func skew(of request: IncomingRequest, _ now: Timestamp) -> Deviation? {
        guard let time = source.scheme.time, let claim = try? verifier.read(request),
            let number = claim.timestamp.flatMap(Int64.init(digits:))
        else { return nil }
        return time.unit.skew(of: number, at: now)
    }

    func isTolerated(_ skew: Deviation) -> Bool {
        guard case .clockSkew(let seconds) = skew else { return true }
        return abs(seconds) <= source.toleranceSeconds
    }

    /// Builds the list of steps: those before the failed one passed, and those after it are
    /// unknown.
    static func explanation(
        _ refusal: Explanation.Reason?,
        at failed: Explanation.StepName?,
        misses: [NearMiss],
        detail: String? = nil
    ) -> Explanation {
        var hasFailed = false
        let steps = Explanation.StepName.allCases.map { name in
            if name == failed, let refusal {
                hasFailed = true
                // The age is irrelevant if the header's time is not the signed one.
                let isOfAge = name == .age && refusal.code != Refusal.timeDiffersFromBody.code
                let added = isOfAge ? detail.map { " " + $0 } : nil
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
    /// The difference between now and a time in this unit, in whole seconds.
    func skew(of number: Int64, at now: Timestamp) -> Deviation {
        let seconds = self == .seconds ? number : number / 1000
        return .clockSkew(seconds: now.milliseconds / 1000 - seconds)
    }

    var other: Self { self == .seconds ? .milliseconds : .seconds }
}
