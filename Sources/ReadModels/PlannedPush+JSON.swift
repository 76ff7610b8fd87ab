package import Encodings
package import Reconciliation
internal import SyncModel

extension PlannedPush {
    /// The plan as scripts rely on it: the number of keys per action, and the change of each key.
    ///
    /// - Parameters:
    ///   - id: The id under which the plan can be approved.
    ///   - consented: The keys of others that somebody agreed to change; nil if no consent is
    ///     needed.
    /// - Returns: All members of the plan except its notices.
    package func json(id: String, consented: Set<String>?) -> CanonicalValue {
        let foreign = parts.reduce(into: Set<String>()) { $0.formUnion($1.foreignKeys) }
        var counts = CanonicalMap()
        for action in Plan.Action.allCases {
            let count = parts.reduce(0) { $0 + ($1.plan.summary[action] ?? 0) }
            counts[action.rawValue] = .integer(Int64(count))
        }
        return .object([
            "planId": .text(id),
            "syncId": .text(syncID),
            "asOf": .integer(asOf.number),
            "summary": .map(counts),
            "changes": .list(
                parts.flatMap { part in
                    part.plan.changes.filter { $0.action != .unchanged }
                        .map {
                            $0.json(
                                at: part.isCurrent ? nil : part.destination,
                                isForeign: part.foreignKeys.contains($0.key)
                            )
                        }
                }
            ),
            "needsConsent": .bool(consented.map { !foreign.isSubset(of: $0) } ?? false),
            "requests": .integer(Int64(requestCount)),
            "problem": problem.map {
                .object(["code": .text($0.code), "message": .text($0.message)])
            },
        ])
    }
}

extension Plan.Change {
    /// Shows the destination only if it is not the sync's own.
    fileprivate func json(at destination: Destination?, isForeign: Bool) -> CanonicalValue {
        .object([
            "action": .text(action.rawValue),
            "key": .text(key),
            "reason": .text(reason),
            "isForeign": isForeign ? .bool(true) : nil,
            "cause": .optional(cause?.number),
            "fingerprint": .optional(fingerprint?.text),
            "destination": destination?.canonical,
        ])
    }
}
