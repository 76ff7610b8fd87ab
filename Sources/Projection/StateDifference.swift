package import SyncModel

/// How what syncs want differs between two states.
package struct StateDifference: Sendable, Equatable {
    /// One variable that one state has otherwise than the other.
    package struct Entry: Sendable, Equatable {
        package let syncID: String
        package let key: String
        /// The fingerprint of before; nil where there was none.
        package let from: Fingerprint?
        /// The fingerprint of after; nil where there is none.
        package let to: Fingerprint?
        /// The event that made it so; nil where a change of the sync itself did.
        package let position: Position?
    }

    /// By sync and key.
    package let entries: [Entry]

    package var added: [Entry] { entries.filter { $0.from == nil } }
    package var changed: [Entry] { entries.filter { $0.from != nil && $0.to != nil } }
    package var removed: [Entry] { entries.filter { $0.to == nil } }

    /// - Parameters:
    ///   - before: The earlier state.
    ///   - after: The later state.
    ///   - syncID: Only this sync; all where nil.
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

    /// The differences between what one sync wanted and wants.
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
