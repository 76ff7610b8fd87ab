package import Projection
package import Reconciliation
package import SyncModel

extension PlanningInput {
    /// What a push of a sync compares at one of its destinations.
    ///
    /// - Parameters:
    ///   - sync: The sync, whose options decide.
    ///   - state: The state that holds the sync.
    ///   - place: The destination, the sync's own or a former one.
    ///   - clears: Whether the sync's variables are removed there, whatever its options say.
    ///   - desired: What the sync desires; disregarded where its variables are removed.
    ///   - listed: The variables at the destination by key, the complete list.
    ///   - ledger: The last writes there; those of deleted syncs do not count.
    ///   - position: The position whose desired state it is.
    package init(
        of sync: Sync,
        in state: State,
        at place: Ledger.Place,
        clears: Bool,
        desired: DesiredState?,
        listed: [String: ListedVariable],
        ledger: [String: Ledger.Entry],
        asOf position: Position
    ) {
        var options = sync.options
        // A group is written whole.
        if place.groupID != nil { options.deleteOrder = .last }
        if clears {
            options.initialSyncBehavior = .preserveDestination
            options.disableSecretDeletion = false
        }
        let desired = clears ? nil : desired
        let status = state.statuses[sync.id]
        let lines = ledger.filter { state.syncs[$0.value.syncID] != nil }
        self.init(
            syncID: sync.id,
            environment: sync.folder.environment,
            options: options,
            desired: (desired?.variables ?? []).map { DesiredEntry($0, of: sync) },
            listed: listed,
            ledger: lines.mapValues(LedgerLine.init),
            removals: desired?.removals ?? [:],
            unknownImports: desired?.unknownImports ?? [],
            incompleteFolders: desired?.incompleteFolders ?? [],
            leftOut: desired?.leftOut ?? [:],
            // Later configuration did not cause the desired state of an earlier position.
            configuredAt: status.map(\.configuredAt).flatMap { $0 <= position ? $0 : nil }
                ?? .beforeFirst,
            syncNames: Dictionary(
                lines.values.compactMap { line in
                    state.syncs[line.syncID].map { ($0.id, $0.name) }
                },
                uniquingKeysWith: { name, _ in name }
            ),
            parked: clears ? [:] : status?.parkedKeys.mapValues(\.change) ?? [:],
            skipped: clears ? [:] : status?.skippedKeys.mapValues(\.change) ?? [:]
        )
    }
}

extension DesiredEntry {
    fileprivate init(_ variable: DesiredVariable, of sync: Sync) {
        self.init(
            key: variable.key,
            fingerprint: variable.fingerprint,
            isBlank: variable.isBlank,
            position: variable.position,
            isUnavailable: variable.isUnavailable,
            origin: Origin(
                sourceKey: variable.sourceKey,
                importedFrom: variable.folder.path == sync.folder ? nil : variable.folder.path
            )
        )
    }
}

extension LedgerLine {
    fileprivate init(_ entry: Ledger.Entry) {
        self.init(
            syncID: entry.syncID,
            fingerprint: entry.fingerprint,
            position: entry.position,
            isInDoubt: entry.doubt != nil
        )
    }
}
