package import SyncModel

/// A desired variable, as far as a plan needs to know it.
package struct DesiredEntry: Sendable, Equatable {
    /// The variable's key.
    package var key: String
    /// The keyed digest of the value.
    package var fingerprint: Fingerprint
    /// Whether the value is blank, which Checkly does not accept.
    package var isBlank: Bool
    /// The event that set the value.
    package var position: Position
    /// Whether the value was destroyed, so that nobody can open it.
    package var isUnavailable: Bool
    /// The secret that the variable comes from; nil if it does not matter.
    package var origin: Origin?

    /// The secret that a variable comes from.
    package struct Origin: Sendable, Equatable {
        /// The secret's name in its folder.
        package var sourceKey: String
        /// The imported folder that has it; nil for the sync's own.
        package var importedFrom: FolderPath?

        /// - Parameters:
        ///   - sourceKey: The secret's name in its folder.
        ///   - importedFrom: The imported folder that has it; nil for the sync's own.
        package init(sourceKey: String, importedFrom: FolderPath?) {
            self.sourceKey = sourceKey
            self.importedFrom = importedFrom
        }
    }

    package init(
        key: String,
        fingerprint: Fingerprint,
        isBlank: Bool,
        position: Position,
        isUnavailable: Bool = false,
        origin: Origin? = nil
    ) {
        self.origin = origin
        self.isUnavailable = isUnavailable
        self.key = key
        self.fingerprint = fingerprint
        self.isBlank = isBlank
        self.position = position
    }
}

/// A variable as Checkly lists it; the value of a secret cannot be read back.
package struct ListedVariable: Sendable, Equatable {
    /// Nil if Checkly does not say.
    package var locked: Bool?
    /// Nil if Checkly does not say.
    package var secret: Bool?

    /// Makes flags as Checkly lists them; nil if it does not say.
    package init(locked: Bool?, secret: Bool?) {
        self.locked = locked
        self.secret = secret
    }

    /// Whether the flags may be equal; an unknown flag matches both values.
    package func mayBe(_ other: ListedVariable) -> Bool {
        (locked == nil || other.locked == nil || locked == other.locked)
            && (secret == nil || other.secret == nil || secret == other.secret)
    }
}

/// The last acknowledged write of a key at a destination.
package struct LedgerLine: Sendable, Equatable {
    /// The sync that made the write.
    package var syncID: String
    /// Nil for an adopted key.
    package var fingerprint: Fingerprint?
    /// The event that recorded the write.
    package var position: Position
    /// Whether Checkly may have a value other than the last acknowledged one, or none.
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

/// The input of a plan.
package struct PlanningInput: Sendable {
    /// The sync to plan for.
    package var syncID: String
    /// The slug of the environment, for the key schema.
    package var environment: String
    /// The sync's options.
    package var options: SyncOptions
    /// The desired variables, in any order.
    package var desired: [DesiredEntry]
    /// The variables at Checkly by key; always the complete list.
    package var listed: [String: ListedVariable]
    /// The last writes at the destination, by key.
    package var ledger: [String: LedgerLine]
    /// The events that deleted formerly desired keys.
    package var removals: [String: Position]
    /// Imported folders that nothing was ever reported of.
    package var unknownImports: [FolderPath]
    /// Folders known only in part; while there are any, foreign variables are not deleted.
    package var incompleteFolders: [FolderPath]
    /// Keys whose secret was not accepted, with the reason.
    package var leftOut: [String: String]
    /// The event that last configured the sync.
    package var configuredAt: Position
    /// The names of all syncs by id, for messages.
    package var syncNames: [String: String]
    /// Parked changes by key.
    package var parked: [String: ParkedChange]
    /// Skipped changes by key.
    package var skipped: [String: SkippedChange]

    package init(
        syncID: String,
        environment: String,
        options: SyncOptions,
        desired: [DesiredEntry],
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
        self.desired = desired
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
    /// The flags that Checkly stores for the type.
    package var flags: ListedVariable {
        switch self {
        case .secret: ListedVariable(locked: true, secret: true)
        case .locked: ListedVariable(locked: true, secret: false)
        case .plain: ListedVariable(locked: false, secret: false)
        }
    }
}

/// Compares the desired variables with the ones at Checkly and decides what to do.
///
/// A variable is unchanged if its last acknowledged write has the same fingerprint and it still
/// exists with the desired flags. Variables that another sync wrote are neither overwritten nor
/// deleted.
package func makePlan(_ input: PlanningInput) -> Plan {
    let desired = Dictionary(
        input.desired.map { ($0.key, $0) },
        uniquingKeysWith: { _, last in last }
    )
    let keys = Set(desired.keys).union(input.listed.keys).union(input.ledger.keys)
        .union(input.leftOut.keys)
    return Plan(
        changes: ordered(
            keys.sorted()
                .compactMap { key in
                    guard let change = change(of: key, desired[key], input) else { return nil }
                    var decided = skipping(change, input)
                    decided.origin = desired[key]?.origin
                    return decided
                },
            input.options.deleteOrder
        )
    )
}

private func ordered(
    _ changes: [Plan.Change],
    _ order: SyncOptions.DeleteOrder
) -> [Plan.Change] {
    switch order {
    case .last: changes
    case .first:
        changes.filter { $0.action == .delete } + changes.filter { $0.action != .delete }
    }
}

private func change(
    of key: String,
    _ desired: DesiredEntry?,
    _ input: PlanningInput
) -> Plan.Change? {
    let line = input.ledger[key]
    if let line, line.syncID != input.syncID {
        if desired == nil { return nil }
        return Plan.Change(
            action: .conflict,
            key: key,
            why: .writtenByOther(syncID: line.syncID, name: input.syncNames[line.syncID]),
            cause: line.position
        )
    }
    if let reason = input.leftOut[key] {
        // The secret exists but was not accepted, so the variable stays as it is.
        return Plan.Change(
            action: .skip,
            key: key,
            why: .leftOut(reason),
            cause: desired?.position
        )
    }
    guard let desired else { return removal(of: key, line, input) }
    if desired.isUnavailable {
        // The variable stays, because nothing says that it should be deleted.
        return Plan.Change(
            action: .skip,
            key: key,
            why: .valueDestroyed,
            cause: desired.position
        )
    }
    if desired.isBlank {
        let skip = Plan.Change(
            action: .skip,
            key: key,
            why: .blankValue,
            cause: desired.position
        )
        switch input.options.emptyValue {
        case .skip: return skip
        case .delete:
            let deleted = deletion(
                of: key,
                input,
                why: .blankValue,
                cause: desired.position
            )
            return deleted?.action == .delete ? deleted : skip
        }
    }
    return write(of: desired, input)
}

private func write(of desired: DesiredEntry, _ input: PlanningInput) -> Plan.Change {
    func change(_ action: Plan.Action, _ why: Plan.Reason) -> Plan.Change {
        Plan.Change(
            action: action,
            key: desired.key,
            why: why,
            cause: desired.position,
            fingerprint: action == .unchanged ? nil : desired.fingerprint
        )
    }
    guard let listed = input.listed[desired.key] else {
        return change(
            .create,
            input.ledger[desired.key] == nil ? .newInSource : .missingAtCheckly
        )
    }
    guard let line = input.ledger[desired.key] else {
        return change(.update, .notYetWritten)
    }
    if line.isInDoubt { return change(.update, .inDoubt) }
    guard let written = line.fingerprint else { return change(.update, .adopted) }
    if written != desired.fingerprint { return change(.update, .changedInSource) }
    if !listed.mayBe(input.options.variableType.flags) {
        return change(.update, .flagsDiffer)
    }
    return change(.unchanged, .asLastWritten)
}

/// The change of a key that the source does not have, or no longer has.
private func removal(
    of key: String,
    _ line: LedgerLine?,
    _ input: PlanningInput
) -> Plan.Change? {
    if mayComeFromUnknownImport(key, input) {
        // Nothing is planned for foreign variables.
        return line == nil ? nil : waitingForImport(key, input)
    }
    if let position = input.removals[key] {
        return deletion(of: key, input, why: .deletedInSource, cause: position)
    }
    // Keys from an earlier key schema or folder are deleted when the sync changes.
    if let line, line.position < input.configuredAt {
        return deletion(of: key, input, why: .syncChanged, cause: input.configuredAt)
    }
    return deletion(of: key, input, why: .notInSource, cause: nil)
}

/// The deletion of a key that is not desired; nil unless this sync wrote it or may prune it.
private func deletion(
    of key: String,
    _ input: PlanningInput,
    why: Plan.Reason,
    cause: Position?
) -> Plan.Change? {
    guard !input.options.disableSecretDeletion else { return nil }
    let isOwn = input.ledger[key] != nil
    guard input.listed[key] != nil else {
        guard isOwn else { return nil }
        return Plan.Change(
            action: .delete,
            key: key,
            why: why,
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
    return Plan.Change(action: .delete, key: key, why: why, cause: cause)
}
