package import Projection
internal import Reconciliation
package import SyncModel

/// Every key of a sync: what it desires, what it wrote, and what the next push does about it.
///
/// It is the plan of a push, made for what Checkly held when it last acknowledged a write or was
/// last compared; Checkly is not asked.
package struct KeyMatrix: Sendable {
    /// One key.
    package struct Row: Sendable {
        /// The variable's key at Checkly.
        package var key: String
        /// How it is.
        package var state: KeyState
        /// Why, in a few words; nil if the state says all.
        package var reason: String?
        /// What the sync desires; nil for a variable that it does not desire.
        package var desired: DesiredVariable?
        /// The last write, by this sync or another; nil if there is none.
        package var written: Ledger.Entry?
        /// The event that made it so; nil if none is known.
        package var cause: Position?
        /// Why its change was not carried out.
        package var problem: PushProblem?
        /// When that happened.
        package var problemAt: Timestamp?
        /// How it differed when Checkly was last compared.
        package var drifts: [Drift.Kind] = []
    }

    /// Sorted by key.
    package var rows: [Row]

    /// Makes the matrix of one sync.
    ///
    /// - Parameters:
    ///   - sync: An existing sync.
    ///   - state: The state that holds it.
    ///   - desired: What the sync desires, of a pinned one as of that position; nil if nothing is
    ///     known of its folder.
    ///   - own: The last writes of this sync at its destination, by key.
    package init(
        of sync: Sync,
        in state: State,
        desired: DesiredState?,
        own: [String: Ledger.Entry]
    ) {
        let place = Ledger.Place(sync.destination)
        let status = state.statuses[sync.id]
        var ledger = own
        for key in desired?.variables.map(\.key) ?? [] {
            ledger[key] = state.ledger.entry(key, at: place)
        }
        let drifts = Dictionary(grouping: status?.drifts ?? [], by: \.key)
            .mapValues { $0.map(\.kind) }
        let input = PlanningInput(
            of: sync,
            in: state,
            at: place,
            clears: status?.removal != nil,
            desired: desired,
            listed: Self.listed(ledger, drifts, sync.options.variableType.flags),
            ledger: ledger,
            asOf: status?.pinnedTo ?? state.position
        )
        // While nothing is known, nothing is planned.
        let changes = desired == nil && status?.removal == nil ? [] : makePlan(input).changes
        let variables = Dictionary(
            (desired?.variables ?? []).map { ($0.key, $0) },
            uniquingKeysWith: { _, last in last }
        )
        var rows: [String: Row] = [:]
        for change in changes {
            rows[change.key] = Row(
                change,
                desired: variables[change.key],
                written: ledger[change.key],
                drifts: drifts[change.key] ?? [],
                of: sync.id,
                status
            )
        }
        for (key, entry) in own where rows[key] == nil {
            rows[key] = Row(
                key: key,
                state: desired == nil ? .waiting : .kept,
                reason: desired == nil ? nil : Self.keptReason(sync),
                written: entry
            )
        }
        self.rows = rows.values.sorted { $0.key < $1.key }
    }

    private static func keptReason(_ sync: Sync) -> String {
        sync.options.disableSecretDeletion
            ? "deleting is disabled" : "it may come from a folder that is not known yet"
    }

    /// What Checkly holds as far as it is known: every write, but for what drifted.
    private static func listed(
        _ ledger: [String: Ledger.Entry],
        _ drifts: [String: [Drift.Kind]],
        _ flags: ListedVariable
    ) -> [String: ListedVariable] {
        var listed = ledger.filter { $0.value.isAcknowledged }.mapValues { _ in flags }
        for (key, kinds) in drifts {
            for kind in kinds {
                switch kind {
                case .missing: listed[key] = nil
                case .flagsChanged:
                    listed[key] = ListedVariable(locked: flags.locked.map { !$0 }, secret: nil)
                case .readable: listed[key] = ListedVariable(locked: nil, secret: false)
                case .foreign: listed[key] = ListedVariable(locked: nil, secret: nil)
                }
            }
        }
        return listed
    }

    /// How many keys are in each state.
    package var counts: [KeyState: Int] {
        rows.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
    }
}

extension KeyMatrix.Row {
    fileprivate init(
        _ change: Plan.Change,
        desired: DesiredVariable?,
        written: Ledger.Entry?,
        drifts: [Drift.Kind],
        of syncID: String,
        _ status: SyncStatus?
    ) {
        let failure = status?.failedKeys[change.key]
        let isInDoubt = written?.isInDoubt(for: syncID) ?? false
        self.init(
            key: change.key,
            state: KeyState(change, hasFailed: failure != nil, isInDoubt: isInDoubt, drifts),
            reason: change.action == .unchanged ? nil : change.reason,
            desired: desired,
            written: written,
            cause: change.cause,
            drifts: drifts
        )
        problem = if case .parked(let problem) = change.why { problem } else { failure?.problem }
        problemAt = status?.parkedKeys[change.key]?.since ?? failure?.failedAt
        if problem == nil { problemAt = nil }
    }
}

extension KeyState {
    fileprivate init(
        _ change: Plan.Change,
        hasFailed: Bool,
        isInDoubt: Bool,
        _ drifts: [Drift.Kind]
    ) {
        self =
            switch change.action {
            case .conflict: .conflict
            case .skip: Self(skippedFor: change.why)
            case .unchanged: drifts.isEmpty ? .inStep : .drifted
            case .create, .update, .delete:
                if hasFailed {
                    .failed
                } else if isInDoubt {
                    .inDoubt
                } else if !drifts.isEmpty {
                    .drifted
                } else {
                    Self(pending: change.action)
                }
            }
    }

    private init(skippedFor why: Plan.Reason) {
        self =
            switch why {
            case .parked: .parked
            case .skipped: .skipped
            case .valueDestroyed: .destroyed
            case .importUnknown: .kept
            case .blankValue: .blank
            case .newInSource, .missingAtCheckly, .notYetWritten, .inDoubt, .adopted,
                .changedInSource, .flagsDiffer, .asLastWritten, .writtenByOther, .leftOut,
                .deletedInSource, .syncChanged, .notInSource, .unreadable:
                .leftOut
            }
    }

    private init(pending action: Plan.Action) {
        self =
            switch action {
            case .create: .toCreate
            case .delete: .toDelete
            case .update, .unchanged, .skip, .conflict: .toUpdate
            }
    }
}
