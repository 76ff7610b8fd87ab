internal import ChecklyClient
internal import EventLog
internal import Projection
internal import Reconciliation
internal import SyncModel

/// How a push merges its variables into a check group's list, which can only be replaced as a
/// whole.
///
/// Both plans and the pushes that carry them out use this.
extension SyncRun {
    /// The merge of a group's list, with the values to send again.
    struct GroupRewriting: Sendable {
        var input: GroupMergingInput
        /// Unreadable values that this or another sync wrote, by key.
        var kept: [String: WrittenValue]
        /// The flags of these variables.
        var keptFlags: [String: ListedVariable]
    }

    /// Completes the plan for a group with the variables that its push would lose and the reason
    /// why it would be refused.
    func completed(
        _ plan: Plan,
        for group: ChecklyGroupSnapshot,
        at target: RunDestination,
        _ desired: DesiredState
    ) throws -> (plan: Plan, problem: PushProblem?) {
        guard plan.changesList else { return (plan, nil) }
        if let owner = group.owner, !sync.options.allowCodeOwnedGroup {
            return (plan, .codeOwned(by: owner))
        }
        var rewriting = rewriting(
            group,
            at: target.place,
            writing: Set(plan.keys(.create) + plan.keys(.update)),
            removing: Set(plan.keys(.delete))
        )
        let places = Set(rewriting.kept.values.map(\.place))
        let destroyed = Set(try log.reader.placesWithoutKey(among: Array(places)))
        for (key, value) in rewriting.kept where destroyed.contains(value.place) {
            rewriting.kept[key] = nil
            rewriting.input.resent.remove(key)
        }
        rewriting.input.unreadable = sync.options.onUnreadableGroupVariables
        rewriting.input.spared = spared(plan, at: target, desired, group)
        switch mergeGroup(rewriting.input) {
        case .unchanged: return (plan, nil)
        case .refused(let refusal): return (plan, PushProblem(refusal))
        case .replace(_, let dropped): return (plan.losing(dropped), nil)
        }
    }

    /// The keys whose unreadable entries are never dropped.
    ///
    /// These are the keys of syncs, those that the plan leaves alone, those that may come from an
    /// import, and those that the list contains a second time with a value.
    private func spared(
        _ plan: Plan,
        at target: RunDestination,
        _ desired: DesiredState,
        _ group: ChecklyGroupSnapshot
    ) -> Set<String> {
        let owned = (state.ledger.entries[target.place] ?? [:])
            .filter { state.syncs[$0.value.syncID] != nil }.keys
        var spared = Set(owned).union(plan.changes.filter { !$0.isWritten }.map(\.key))
        spared.formUnion(group.variables.filter { $0.value != nil }.map(\.key))
        if target.isCurrent, !desired.unknownImports.isEmpty {
            for key in group.variables.map(\.key)
            where sync.options.keySchema?.matches(key, environment: sync.folder.environment)
                ?? true
            {
                spared.insert(key)
            }
        }
        return spared
    }

    /// The merge for writing and removing keys of a group; loses no other unreadable variable.
    func rewriting(
        _ group: ChecklyGroupSnapshot,
        at place: Ledger.Place,
        writing: Set<String>,
        removing: Set<String>
    ) -> GroupRewriting {
        let ledger = (state.ledger.entries[place] ?? [:])
            .filter { state.syncs[$0.value.syncID] != nil }
        var (kept, flags): ([String: WrittenValue], [String: ListedVariable]) = ([:], [:])
        // If a key also has an entry with a value, its unreadable entry is foreign.
        let shown = Set(group.variables.filter { $0.value != nil }.map(\.key))
        for variable in group.variables where variable.value == nil {
            let key = variable.key
            guard !shown.contains(key), !writing.contains(key), !removing.contains(key),
                kept[key] == nil,
                let entry = ledger[key], let value = entry.value
            else { continue }
            kept[key] = value
            let written = state.syncs[entry.syncID]?.options.variableType.flags
            flags[key] = ListedVariable(
                locked: variable.isLocked ?? written?.locked,
                secret: variable.isSecret ?? written?.secret
            )
        }
        let own = sync.options.variableType.flags
        return GroupRewriting(
            input: GroupMergingInput(
                present: group.variables.map {
                    PresentGroupVariable(
                        key: $0.key,
                        isReadable: $0.value != nil,
                        isSecret: $0.isSecret,
                        isLocked: $0.isLocked
                    )
                },
                managed: writing.reduce(into: [:]) { $0[$1] = own },
                rewritten: writing,
                removed: removing,
                resent: Set(kept.keys),
                limit: groupVariableLimit
            ),
            kept: kept,
            keptFlags: flags
        )
    }
}

extension Plan {
    /// Whether a group's list has to be written for it.
    var changesList: Bool { changes.contains { $0.isWritten && $0.isListed } }
}

extension PushProblem {
    fileprivate static func codeOwned(by owner: String) -> PushProblem {
        PushProblem(
            code: "group-code-owned",
            message: "The check group belongs to the Checkly CLI project \(owner), whose next "
                + "deployment would undo the push. (Set the variables there, or "
                + "allowCodeOwnedGroup.)"
        )
    }
}
