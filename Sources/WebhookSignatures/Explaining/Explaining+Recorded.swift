package import SyncModel

extension Explaining {
    /// Explains a refusal that was recorded: with its own reason, whatever the source is like today.
    ///
    /// Today's configuration gives near misses and what has changed since, no verdict: of the request only headers were
    /// kept.
    ///
    /// - Parameters:
    ///   - refused: The delivery with what was recorded of it.
    ///   - source: The source of that name as it is today; nil where there is none.
    ///   - now: What the times of secrets are compared with.
    /// - Returns: An explanation that is never one of acceptance.
    package static func explain(
        _ refused: RefusedDelivery,
        source: ExplainedSource?,
        now: Timestamp
    ) -> Explanation {
        let today = source.map { Explaining(source: $0, others: []) }
        let step = Explanation.StepName(rawValue: refused.step)
        var explanation = explanation(
            Explanation.Reason(refused),
            at: step ?? .source,
            misses: today?.headerMisses(of: refused, at: step) ?? [],
            detail: today?.skew(of: refused.request, refused.refusedAt)?.message
        )
        explanation.changes =
            today?.changes(since: refused, now: now)
            ?? (refused.code == Refusal.unknownSource.code
                ? [] : ["There is no source \"\(refused.source)\" any more."])
        return explanation
    }

    /// What headers suggest where they could not be read; of the steps behind that they tell nothing.
    private func headerMisses(
        of refused: RefusedDelivery,
        at step: Explanation.StepName?
    ) -> [NearMiss] {
        switch step {
        case .signatureHeader, .signatureFormat:
            HeaderMisses(scheme: source.scheme, request: refused.request).all
        case nil, .source, .timestamp, .id, .secrets, .signature, .age: []
        }
    }

    private func changes(since refused: RefusedDelivery, now: Timestamp) -> [String] {
        var changes: [String] = []
        if let time = source.createdAt, time > refused.refusedAt {
            changes.append("The source was made since, at \(time.rfc3339).")
        } else if let time = source.updatedAt, time > refused.refusedAt {
            changes.append("The source was changed since, at \(time.rfc3339).")
        }
        switch refused.code {
        case Refusal.disabledSource.code where source.isEnabled:
            changes.append("The source is enabled now.")
        case Refusal.noActiveSecret.code where source.secrets.contains { $0.isActive(at: now) }:
            changes.append("The source has a secret that is valid now.")
        case Refusal.stale.code, Refusal.future.code:
            let skew = skew(of: refused.request, refused.refusedAt)
            if let skew, isTolerated(skew) {
                changes.append("The tolerance of today would have let it pass.")
            }
        case _: break
        }
        return changes
    }
}
