internal import SyncModel

/// The change, or that its key is left as it is because exactly this change was parked or is not wanted.
func settingAside(_ change: Plan.Change, _ input: PlanningInput) -> Plan.Change {
    guard change.isWritten else { return change }
    let skipped = input.skipped[change.key]
    if let skipped, skipped.fingerprint == change.fingerprint {
        return change.leftAlone(
            "left by decision: \(skipped.reason)",
            .skipped(reason: skipped.reason)
        )
    }
    if let parked = input.parked[change.key], parked.fingerprint == change.fingerprint,
        // The same value from another event may open where the first one did not.
        change.action == .delete || parked.position == change.cause
    {
        return change.leftAlone(
            "parked: \(parked.problem.code): \(parked.problem.message)",
            .parked(parked.problem)
        )
    }
    return change
}

/// Whether a key that is not wanted may be in an imported folder of which nothing is known; then it stays.
func mayComeFromUnknownImport(_ key: String, _ input: PlanningInput) -> Bool {
    !input.unknownImports.isEmpty
        && input.options.keySchema?.matches(key, environment: input.environment) ?? true
}

/// What is said of the sync's own key that stays for want of an import.
func waitingForImport(_ key: String, _ input: PlanningInput) -> Plan.Change? {
    guard let folder = input.unknownImports.first, input.listed[key] != nil,
        !input.options.disableSecretDeletion
    else { return nil }
    return Plan.Change(
        action: .skip,
        key: key,
        reason: "nothing was reported of the import \(folder.secretPath) of \(folder.environment)",
        cause: nil,
        setAside: .importUnknown
    )
}

extension Plan.Change {
    fileprivate func leftAlone(_ reason: String, _ setAside: Plan.SetAside) -> Plan.Change {
        Plan.Change(action: .skip, key: key, reason: reason, cause: cause, setAside: setAside)
    }
}
