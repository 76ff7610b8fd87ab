package import SyncModel

extension Explainer {
    /// Explains a recorded refusal with its recorded reason, whatever today's configuration is.
    ///
    /// Since only headers were kept, today's configuration yields near misses and changes, but no
    /// new verdict.
    ///
    /// - Parameters:
    ///   - refused: The recorded refusal.
    ///   - source: The source of that name as configured today; nil if it no longer exists.
    ///   - now: The time to compare the validity of secrets with.
    /// - Returns: An explanation that never says accepted.
    package static func explain(
        _ refused: RefusedDelivery,
        source: ExplainedSource?,
        now: Timestamp
    ) -> Explanation {
        let today = source.map { Explainer(source: $0, others: []) }
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
                ? [] : ["The source \"\(refused.source)\" no longer exists."])
        return explanation
    }

    /// The near misses that unreadable headers suggest; later steps cannot be judged by headers.
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
            changes.append("The source has been created since, at \(time.rfc3339).")
        } else if let time = source.updatedAt, time > refused.refusedAt {
            changes.append("The source has been changed since, at \(time.rfc3339).")
        }
        switch refused.code {
        case Refusal.disabledSource.code where source.isEnabled:
            changes.append("The source is enabled now.")
        case Refusal.noActiveSecret.code where source.secrets.contains { $0.isActive(at: now) }:
            changes.append("The source has a secret that is valid now.")
        case Refusal.stale.code, Refusal.future.code:
            let skew = skew(of: refused.request, refused.refusedAt)
            if let skew, isTolerated(skew) {
                changes.append("Today's tolerance would have accepted it.")
            }
        case _: break
        }
        return changes
    }
}
