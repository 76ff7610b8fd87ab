internal import ChecklyClient
internal import Projection
internal import Reconciliation
internal import SyncModel

extension SyncRun {
    /// Where this run writes.
    private var place: Ledger.Place {
        Ledger.Place(accountID: sync.destination.accountID, groupID: nil)
    }

    /// What to do about a complete list.
    func plan(for listed: [ChecklyVariable], desired: [DesiredVariable]) -> Plan {
        var options = sync.options
        if waiting != .push {
            // Removing takes away what this sync wrote, whatever its options say.
            options.initialSyncBehavior = .preserveDestination
            options.disableSecretDeletion = false
        }
        return makePlan(
            PlanningInput(
                syncID: sync.id,
                environment: sync.folder.environment,
                options: options,
                wanted: desired.map {
                    WantedVariable(
                        key: $0.key,
                        fingerprint: $0.fingerprint,
                        isBlank: $0.isBlank,
                        position: $0.position
                    )
                },
                listed: Dictionary(
                    listed.map { ($0.key, ListedVariable(locked: $0.locked, secret: $0.secret)) },
                    uniquingKeysWith: { _, last in last }
                ),
                ledger: ledger
            )
        )
    }

    /// What this sync wrote and nobody wants or has any more; it gives up what it holds on these
    /// keys.
    func gone(from listed: [ChecklyVariable], desired: [DesiredVariable]) -> [String] {
        let present = Set(listed.map(\.key)).union(desired.map(\.key))
        return ledger.filter { $0.value.syncID == sync.id && !present.contains($0.key) }
            .keys.sorted()
    }

    /// The writes that still count: those of a sync that is no more bind nobody.
    private var ledger: [String: LedgerLine] {
        (state.ledger.entries[place] ?? [:])
            .filter { state.syncs[$0.value.syncID] != nil }
            .mapValues { LedgerLine(syncID: $0.syncID, fingerprint: $0.fingerprint) }
    }
}
