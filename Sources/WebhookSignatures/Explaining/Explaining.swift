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
        explanation(Explanation.Reason(.unknownSource), at: .source, misses: [])
    }

    /// Explains a request with its body, as of when it came.
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

    /// How far the signed time is away, where the headers say it.
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

    /// The steps before the failed one were passed, those after it were not reached.
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
                // How old it is does not matter where the time is not the one that was signed.
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
    /// How far a time in this unit is from now, in whole seconds.
    func skew(of number: Int64, at now: Timestamp) -> Deviation {
        let seconds = self == .seconds ? number : number / 1000
        return .clockSkew(seconds: now.milliseconds / 1000 - seconds)
    }

    var other: Self { self == .seconds ? .milliseconds : .seconds }
}
