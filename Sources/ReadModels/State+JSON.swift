package import Encodings
package import Projection
package import SyncModel

extension State {
    /// The position and time of the state.
    package var asOf: CanonicalValue {
        .object([
            "position": .integer(position.number),
            "recordedAt": .optional(recordedAt?.rfc3339) ?? .null,
        ])
    }
}

extension Sync {
    /// What a sync desires in a state, key by key, or the problem if it covers too much for that.
    ///
    /// `showsPushes` says whether each key comes with its last acknowledged write and any failure
    /// since. Checkly does not show the values of secrets, so a write says what was written when,
    /// not what Checkly holds.
    package func stateJSON(in state: State, showsPushes: Bool = true) -> CanonicalValue {
        .object([
            "sync": .object(["id": .text(id), "name": .text(name)]),
            "problem": state.excess(of: self)?.canonical,
            "variables": .list(
                (state.desired(for: self)?.variables ?? [])
                    .map { variable in
                        let desired = variable.json
                        return showsPushes
                            ? desired.adding(pushes(of: variable.key, in: state)) : desired
                    }
            ),
        ])
    }

    private func pushes(of key: String, in state: State) -> CanonicalMap {
        var map: CanonicalMap = [:]
        let status = state.statuses[id]
        if let entry = state.ledger.entry(key, at: Ledger.Place(destination)),
            entry.isAcknowledged
        {
            map["written"] = entry.json(isSecret: options.variableType == .secret)
        }
        if let problem = status?.failedKeys[key] {
            map["problem"] = problem.json(nextTryAt: status?.nextTryAt)
        }
        return map
    }
}

extension DesiredVariable {
    fileprivate var json: CanonicalValue {
        .object([
            "key": .text(key),
            "sourceKey": .text(sourceKey),
            "fingerprint": .text(fingerprint.text),
            "position": .integer(position.number),
            "isUnavailable": isUnavailable ? .bool(true) : nil,
        ])
    }
}
