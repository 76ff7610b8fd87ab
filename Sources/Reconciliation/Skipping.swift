internal import SyncModel

/// The change itself, or a skip if exactly this change was parked or skipped by a person.
func skipping(_ change: Plan.Change, _ input: PlanningInput) -> Plan.Change {
    guard change.isWritten else { return change }
    let skipped = input.skipped[change.key]
    if let skipped, skipped.fingerprint == change.fingerprint {
        return change.leftAlone(.skipped(reason: skipped.reason))
    }
    if let parked = input.parked[change.key], parked.fingerprint == change.fingerprint,
        // The same value from another event may open even if the first one did not.
        change.action == .delete || parked.position == change.cause
    {
        return change.leftAlone(.parked(parked.problem))
    }
    return change
}

/// Whether an undesired key may be in an imported folder whose content is unknown; if so, it stays.
func mayComeFromUnknownImport(_ key: String, _ input: PlanningInput) -> Bool {
    !input.unknownImports.isEmpty
        && input.options.keySchema?.matches(key, environment: input.environment) ?? true
}

/// The skip of an own key that stays because an import is unknown.
func waitingForImport(_ key: String, _ input: PlanningInput) -> Plan.Change? {
    guard let folder = input.unknownImports.first, input.listed[key] != nil,
        !input.options.disableSecretDeletion
    else { return nil }
    return Plan.Change(
        action: .skip,
        key: key,
        why: .importUnknown(folder),
        cause: nil
    )
}

extension Plan.Change {
    fileprivate func leftAlone(_ why: Plan.Reason) -> Plan.Change {
        Plan.Change(action: .skip, key: key, why: why, cause: cause)
    }
}
