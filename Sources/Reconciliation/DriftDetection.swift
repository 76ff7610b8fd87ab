package import SyncModel

/// Differences between a destination and our last acknowledged writes, sorted by key.
///
/// The value of a secret cannot be read back, so a changed value goes unnoticed.
package func detectDrift(_ input: PlanningInput) -> [Drift] {
    let desired = Set(input.desired.map(\.key))
    return Set(input.listed.keys).union(input.ledger.keys).sorted()
        .compactMap { key in
            kind(of: key, isDesired: desired.contains(key), input).map { Drift(kind: $0, key: key) }
        }
}

private func kind(of key: String, isDesired: Bool, _ input: PlanningInput) -> Drift.Kind? {
    let flags = input.options.variableType.flags
    switch (input.ledger[key], input.listed[key]) {
    case (let line?, _) where line.syncID != input.syncID || line.isInDoubt: return nil
    case (.some, nil): return isDesired ? .missing : nil
    case (.some, let listed?):
        guard isDesired, !listed.mayBe(flags) else { return nil }
        return flags.secret == true && listed.secret == false ? .readable : .flagsChanged
    case (nil, .some):
        let schema = input.options.keySchema
        let isOurs = schema?.matches(key, environment: input.environment) ?? false
        return isOurs && !isDesired ? .foreign : nil
    case (nil, nil): return nil
    }
}
