package import Encodings
package import Projection
package import SyncModel

extension KeyMatrix.Row {
    /// One key for people and programs; never a value.
    ///
    /// - Parameters:
    ///   - sync: The sync whose key it is.
    ///   - state: The state that holds the sync.
    ///   - cause: The event at the row's `cause`.
    /// - Returns: An object with every member; what there is not is null.
    package func json(
        of sync: Sync,
        in state: State,
        cause: RecordedEvent?
    ) -> CanonicalValue {
        let isImported = desired.map { $0.folder.path != sync.folder } ?? false
        let owner = written.map(\.syncID)
            .flatMap { id -> CanonicalValue? in
                if id == sync.id { return nil }
                return .object(["syncId": .text(id), "name": .text(state.syncs[id]?.name ?? id)])
            }
        return .object([
            "key": .text(key),
            "state": .text(self.state.rawValue),
            "reason": .optional(reason) ?? .null,
            "sourceKey": .optional(desired?.sourceKey) ?? .null,
            "importedFrom": isImported ? desired?.folder.path.canonical ?? .null : .null,
            "fingerprint": .optional(desired?.fingerprint.text) ?? .null,
            "cause": cause?.causeJSON ?? .null,
            "written": written?.json(isSecret: sync.options.variableType == .secret) ?? .null,
            "owner": owner ?? .null,
            "problem": problemJSON(nextTryAt: nextTryAt(of: sync, in: state)),
            "drifts": .list(drifts.map { .text($0.rawValue) }),
        ])
    }

    private func problemJSON(nextTryAt: Timestamp?) -> CanonicalValue {
        guard let problem else { return .null }
        return problem.canonical.adding([
            "at": .optional(problemAt?.rfc3339) ?? .null,
            "nextTryAt": .optional(nextTryAt?.rfc3339) ?? .null,
        ])
    }

    /// A failed key is tried again by the next run of its sync.
    private func nextTryAt(of sync: Sync, in state: State) -> Timestamp? {
        self.state == .failed ? state.statuses[sync.id]?.nextTryAt : nil
    }
}

extension KeyMatrix {
    /// How many keys there are, and how many in each state that some are in.
    package var countsJSON: CanonicalValue {
        var members = CanonicalMap()
        for (state, count) in counts { members[state.rawValue] = .integer(Int64(count)) }
        return .object(["total": .integer(Int64(rows.count)), "states": .map(members)])
    }
}

extension RecordedEvent {
    /// Enough to say who or what caused something.
    fileprivate var causeJSON: CanonicalValue {
        .object([
            "position": .integer(position.number), "type": .text(body.type),
            "recordedAt": .text(recordedAt.rfc3339), "source": .optional(source),
            "deliveryId": .optional(deliveryID), "actor": actor?.canonical,
        ])
    }
}
