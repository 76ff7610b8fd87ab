package import SyncModel

/// Differences between a destination and our last acknowledged writes, sorted by key.
///
/// The value of a secret cannot be read back, so a changed value goes unnoticed.
package func detectDrift(_ input: PlanningInput) -> [Drift] {
    let wanted = Set(input.wanted.map(\.key))
    return Set(input.listed.keys).union(input.ledger.keys).sorted()
        .compactMap { key in
            kind(of: key, isWanted: wanted.contains(key), input).map { Drift(kind: $0, key: key) }
        }
}

private func kind(of key: String, isWanted: Bool, _ input: PlanningInput) -> Drift.Kind? {
    let flags = input.options.variableType.flags
    switch (input.ledger[key], input.listed[key]) {
    case (let line?, _) where line.syncID != input.syncID || line.isInDoubt: return nil
    case (.some, nil): return isWanted ? .missing : nil
    case (.some, let listed?):
        guard isWanted, !listed.mayBe(flags) else { return nil }
        return flags.secret == true && listed.secret == false ? .readable : .flagsChanged
    case (nil, .some):
        let schema = input.options.keySchema
        let isOurs = schema?.matches(key, environment: input.environment) ?? false
        return isOurs && !isWanted ? .foreign : nil
    case (nil, nil): return nil
    }
}
