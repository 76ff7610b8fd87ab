package import SyncModel

/// A variable as a sync wants it, as far as a plan needs to know.
package struct WantedVariable: Sendable, Equatable {
    package var key: String
    package var fingerprint: Fingerprint
    package var isBlank: Bool
    package var position: Position
    /// Whether nobody can open the value any more.
    package var isUnavailable: Bool

    package init(
        key: String,
        fingerprint: Fingerprint,
        isBlank: Bool,
        position: Position,
        isUnavailable: Bool = false
    ) {
        self.isUnavailable = isUnavailable
        self.key = key
        self.fingerprint = fingerprint
        self.isBlank = isBlank
        self.position = position
    }
}

/// A variable as Checkly lists it; the value of a secret cannot be read back.
package struct ListedVariable: Sendable, Equatable {
    /// Nil where Checkly does not say.
    package var locked: Bool?
    /// Nil where Checkly does not say.
    package var secret: Bool?

    package init(locked: Bool?, secret: Bool?) {
        self.locked = locked
        self.secret = secret
    }

    /// Whether nothing that is said of the flags contradicts other ones.
    package func mayBe(_ other: ListedVariable) -> Bool {
        (locked == nil || other.locked == nil || locked == other.locked)
            && (secret == nil || other.secret == nil || secret == other.secret)
    }
}

/// The last acknowledged write of a key at this destination.
package struct LedgerLine: Sendable, Equatable {
    package var syncID: String
    /// Nil for a key that was adopted.
    package var fingerprint: Fingerprint?
    package var position: Position
    /// Whether Checkly may have another value than the last acknowledged write, or none.
    package var isInDoubt: Bool

    package init(
        syncID: String,
        fingerprint: Fingerprint?,
        position: Position = .beforeFirst,
        isInDoubt: Bool = false
    ) {
        self.syncID = syncID
        self.fingerprint = fingerprint
        self.position = position
        self.isInDoubt = isInDoubt
    }
}

/// Everything a plan is made from.
package struct PlanningInput: Sendable {
    package var syncID: String
    package var environment: String
    package var options: SyncOptions
    package var wanted: [WantedVariable]
    /// By key, complete: a plan is never made from part of a list.
    package var listed: [String: ListedVariable]
    package var ledger: [String: LedgerLine]
    /// The events that took wanted keys away.
    package var removals: [String: Position]
    /// Imported folders of which nothing was ever reported.
    package var unknownImports: [FolderPath]
    /// Folders of which only part is known: what others made is not deleted for want of a secret.
    package var incompleteFolders: [FolderPath]
    /// Keys whose secret could not be taken, and why.
    package var leftOut: [String: String]
    /// The event that last set the sync up.
    package var configuredAt: Position
    /// What the syncs are called, by id.
    package var syncNames: [String: String]
    /// Changes that cannot be carried out, by key.
    package var parked: [String: ParkedChange]
    /// Changes that somebody decided to leave, by key.
    package var skipped: [String: SkippedChange]

    package init(
        syncID: String,
        environment: String,
        options: SyncOptions,
        wanted: [WantedVariable],
        listed: [String: ListedVariable],
        ledger: [String: LedgerLine],
        removals: [String: Position] = [:],
        unknownImports: [FolderPath] = [],
        incompleteFolders: [FolderPath] = [],
        leftOut: [String: String] = [:],
        configuredAt: Position = .beforeFirst,
        syncNames: [String: String] = [:],
        parked: [String: ParkedChange] = [:],
        skipped: [String: SkippedChange] = [:]
    ) {
        self.syncID = syncID
        self.environment = environment
        self.options = options
        self.wanted = wanted
        self.listed = listed
        self.ledger = ledger
        self.removals = removals
        self.unknownImports = unknownImports
        self.incompleteFolders = incompleteFolders
        self.leftOut = leftOut
        self.configuredAt = configuredAt
        self.syncNames = syncNames
        self.parked = parked
        self.skipped = skipped
    }
}

extension SyncOptions.VariableType {
    /// The flags that Checkly keeps for it.
    package var flags: ListedVariable {
        switch self {
        case .secret: ListedVariable(locked: true, secret: true)
        case .locked: ListedVariable(locked: true, secret: false)
        case .plain: ListedVariable(locked: false, secret: false)
        }
    }
}

/// Compares what is wanted with what is there and says what to do.
///
/// A value counts as unchanged when the last write that Checkly acknowledged had its fingerprint and the variable is still
/// there with the wanted flags. What another sync wrote is neither overwritten nor deleted.
package func makePlan(_ input: PlanningInput) -> Plan {
    let wanted = Dictionary(
        input.wanted.map { ($0.key, $0) },
        uniquingKeysWith: { _, last in last }
    )
    let keys = Set(wanted.keys).union(input.listed.keys).union(input.ledger.keys)
        .union(input.leftOut.keys)
    return Plan(
        changes: keys.sorted()
            .compactMap { change(of: $0, wanted[$0], input).map { settingAside($0, input) } }
    )
}

private func change(
    of key: String,
    _ wanted: WantedVariable?,
    _ input: PlanningInput
) -> Plan.Change? {
    let line = input.ledger[key]
    if let line, line.syncID != input.syncID {
        if wanted == nil { return nil }
        return Plan.Change(
            action: .conflict,
            key: key,
            reason: "written by sync \(input.syncNames[line.syncID] ?? line.syncID)",
            cause: line.position
        )
    }
    if let reason = input.leftOut[key] {
        // What is at Checkly stays, whatever is known of it: the secret is there, and nobody could take it.
        return Plan.Change(
            action: .skip,
            key: key,
            reason: "left out: \(reason)",
            cause: wanted?.position
        )
    }
    guard let wanted else { return removal(of: key, line, input) }
    if wanted.isUnavailable {
        // What is at Checkly stays: nothing says that it should go.
        return Plan.Change(
            action: .skip,
            key: key,
            reason: Plan.valueUnavailable,
            cause: wanted.position,
            setAside: .unavailable
        )
    }
    if wanted.isBlank {
        let skip = Plan.Change(
            action: .skip,
            key: key,
            reason: "empty value",
            cause: wanted.position
        )
        switch input.options.emptyValue {
        case .skip: return skip
        case .delete:
            let deleted = deletion(
                of: key,
                input,
                reason: "empty value",
                cause: wanted.position
            )
            return deleted?.action == .delete ? deleted : skip
        }
    }
    return write(of: wanted, input)
}

private func write(of wanted: WantedVariable, _ input: PlanningInput) -> Plan.Change {
    func change(_ action: Plan.Action, _ reason: String) -> Plan.Change {
        Plan.Change(
            action: action,
            key: wanted.key,
            reason: reason,
            cause: wanted.position,
            fingerprint: action == .unchanged ? nil : wanted.fingerprint
        )
    }
    guard let listed = input.listed[wanted.key] else {
        return change(
            .create,
            input.ledger[wanted.key] == nil ? "new in source" : "missing at Checkly"
        )
    }
    guard let line = input.ledger[wanted.key] else {
        return change(.update, "not yet written by this sync")
    }
    if line.isInDoubt { return change(.update, "not known whether Checkly took the last write") }
    guard let written = line.fingerprint else { return change(.update, "adopted") }
    if written != wanted.fingerprint { return change(.update, "changed in source") }
    if !listed.mayBe(input.options.variableType.flags) {
        return change(.update, "flags differ at Checkly")
    }
    return change(.unchanged, "as last written")
}

/// What becomes of a key that the source does not have (any more).
private func removal(
    of key: String,
    _ line: LedgerLine?,
    _ input: PlanningInput
) -> Plan.Change? {
    if mayComeFromUnknownImport(key, input) {
        // Of what others made nothing is said.
        return line == nil ? nil : waitingForImport(key, input)
    }
    if let position = input.removals[key] {
        return deletion(of: key, input, reason: "deleted in source", cause: position)
    }
    // What an earlier key schema or folder brought goes with it.
    if let line, line.position < input.configuredAt {
        return deletion(of: key, input, reason: "sync changed", cause: input.configuredAt)
    }
    return deletion(of: key, input, reason: "not in source", cause: nil)
}

/// What becomes of a key that is not wanted: nothing, unless this sync wrote it or may prune it.
private func deletion(
    of key: String,
    _ input: PlanningInput,
    reason: String,
    cause: Position?
) -> Plan.Change? {
    guard !input.options.disableSecretDeletion else { return nil }
    let isOwn = input.ledger[key] != nil
    guard input.listed[key] != nil else {
        guard isOwn else { return nil }
        return Plan.Change(
            action: .delete,
            key: key,
            reason: "\(reason), missing at Checkly",
            cause: cause,
            isListed: false
        )
    }
    let mayPrune: Bool
    switch input.options.initialSyncBehavior {
    case .preserveDestination: mayPrune = false
    case .overwriteDestination:
        mayPrune =
            input.incompleteFolders.isEmpty
            && input.options.keySchema?.matches(key, environment: input.environment) ?? true
    }
    guard isOwn || mayPrune else { return nil }
    return Plan.Change(action: .delete, key: key, reason: reason, cause: cause)
}
