package import Encodings
package import Reconciliation
internal import SyncModel

extension PlannedPush {
    /// The plan as scripts rely on it: the number of keys per action, and the change of each key.
    ///
    /// - Parameters:
    ///   - id: The id under which the plan can be approved; nil if it cannot.
    ///   - consented: The keys of others that somebody agreed to change; nil if no consent is
    ///     needed.
    ///   - includesUnchanged: Whether `changes` also names the keys that stay as they are.
    /// - Returns: All members of the plan except its notices.
    package func json(
        id: String?,
        consented: Set<String>?,
        includesUnchanged: Bool = false
    ) -> CanonicalValue {
        let foreign = parts.reduce(into: Set<String>()) { $0.formUnion($1.foreignKeys) }
        var counts = CanonicalMap()
        for action in Plan.Action.allCases {
            let count = parts.reduce(0) { $0 + ($1.plan.summary[action] ?? 0) }
            counts[action.rawValue] = .integer(Int64(count))
        }
        return .object([
            "planId": .optional(id),
            "syncId": .text(syncID),
            "asOf": .integer(asOf.number),
            "listedAt": .optional(listedAt?.rfc3339) ?? .null,
            "summary": .map(counts),
            "changes": .list(
                parts.flatMap { part in
                    part.plan.changes
                        .filter { includesUnchanged || $0.action != .unchanged }
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
    /// The sync that wrote the variable, if that is why this one does not.
    private var owner: CanonicalValue? {
        guard case .writtenByOther(let syncID, let name) = why else { return nil }
        return .object(["syncId": .text(syncID), "name": .text(name ?? syncID)])
    }

    /// Shows the destination only if it is not the sync's own.
    fileprivate func json(at destination: Destination?, isForeign: Bool) -> CanonicalValue {
        .object([
            "action": .text(action.rawValue),
            "key": .text(key),
            "reason": .text(reason),
            "reasonCode": .text(why.code),
            "sourceKey": .optional(origin?.sourceKey) ?? .null,
            "importedFrom": origin?.importedFrom?.canonical ?? .null,
            "isForeign": .bool(isForeign),
            "owner": owner ?? .null,
            "cause": .optional(cause?.number),
            "fingerprint": .optional(fingerprint?.text),
            "destination": destination?.canonical,
        ])
    }
}
