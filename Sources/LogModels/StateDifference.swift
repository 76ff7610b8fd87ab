package import Projection
package import SyncModel

/// The differences between the desired states of two states.
package struct StateDifference: Sendable, Equatable {
    /// A variable that differs between the two states.
    package struct Entry: Sendable, Equatable {
        /// The sync.
        package let syncID: String
        /// The variable's key at Checkly.
        package let key: String
        /// The fingerprint in the earlier state; nil if the variable was absent.
        package let from: Fingerprint?
        /// The fingerprint in the later state; nil if the variable is absent.
        package let to: Fingerprint?
        /// The event that caused the difference; nil if a change of the sync itself did.
        package let position: Position?
    }

    /// Sorted by sync and key.
    package let entries: [Entry]

    /// The variables that are only in the later state.
    package var added: [Entry] { entries.filter { $0.from == nil } }
    /// The variables that are in both states with different values.
    package var changed: [Entry] { entries.filter { $0.from != nil && $0.to != nil } }
    /// The variables that are only in the earlier state.
    package var removed: [Entry] { entries.filter { $0.to == nil } }

    /// Compares two states.
    ///
    /// - Parameters:
    ///   - before: The earlier state.
    ///   - after: The later state.
    ///   - syncID: Restricts the comparison to one sync; nil means all.
    package init(from before: State, to after: State, syncID: String? = nil) {
        let ids = Set(before.syncs.keys).union(after.syncs.keys)
            .filter { syncID == nil || $0 == syncID }
        entries = ids.sorted()
            .flatMap { id in
                Self.entries(
                    of: id,
                    from: before.syncs[id].flatMap(before.desired),
                    to: after.syncs[id].flatMap(after.desired)
                )
            }
    }

    /// The differences between two desired states of one sync.
    package static func entries(
        of syncID: String,
        from before: DesiredState?,
        to after: DesiredState?
    ) -> [Entry] {
        let old = Self.byKey(before)
        let new = Self.byKey(after)
        return Set(old.keys).union(new.keys).sorted()
            .compactMap { key in
                let (from, to) = (old[key]?.fingerprint, new[key]?.fingerprint)
                if from == to { return nil }
                return Entry(
                    syncID: syncID,
                    key: key,
                    from: from,
                    to: to,
                    position: new[key]?.position ?? after?.removals[key]
                )
            }
    }

    private static func byKey(_ state: DesiredState?) -> [String: DesiredVariable] {
        Dictionary(
            (state?.variables ?? []).map { ($0.key, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
