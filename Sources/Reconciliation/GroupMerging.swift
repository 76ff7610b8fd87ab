package import SyncModel

/// An entry in a check group's list of variables, as far as a merge needs to know it.
package struct PresentGroupVariable: Sendable, Equatable {
    /// The variable's key; a list may contain a key more than once.
    package var key: String
    /// Whether its value can be read and therefore sent again.
    package var isReadable: Bool
    /// Nil if Checkly does not say.
    package var isSecret: Bool?
    /// Nil if Checkly does not say.
    package var isLocked: Bool?

    package init(key: String, isReadable: Bool, isSecret: Bool?, isLocked: Bool?) {
        self.key = key
        self.isReadable = isReadable
        self.isSecret = isSecret
        self.isLocked = isLocked
    }

    fileprivate var flags: ListedVariable { ListedVariable(locked: isLocked, secret: isSecret) }
}

/// The input of a merge.
package struct GroupMergingInput: Sendable {
    /// The number of entries that Checkly's groups accept today; older servers accept 50 or 100.
    package static let standardLimit = 200

    /// The group's list in its order.
    package var present: [PresentGroupVariable]
    /// The desired variables of the sync, all with known values, by key.
    package var managed: [String: ListedVariable]
    /// The managed keys to write even if their entry looks right.
    package var rewritten: Set<String>
    /// The keys to remove; a key that is also managed stays.
    package var removed: Set<String>
    /// Keys to keep whose values the caller holds; an unreadable entry of such a key is sent again
    /// with that value.
    package var resent: Set<String>
    /// The maximum number of entries of the list.
    package var limit: Int
    /// What to do about other unreadable entries.
    package var unreadable: SyncOptions.UnreadableGroupVariables
    /// The keys whose entries are never dropped, even if they cannot be read.
    package var spared: Set<String>

    package init(
        present: [PresentGroupVariable],
        managed: [String: ListedVariable],
        rewritten: Set<String> = [],
        removed: Set<String> = [],
        resent: Set<String> = [],
        limit: Int = standardLimit,
        unreadable: SyncOptions.UnreadableGroupVariables = .refuse,
        spared: Set<String> = []
    ) {
        self.present = present
        self.managed = managed
        self.rewritten = rewritten
        self.removed = removed
        self.resent = resent
        self.limit = limit
        self.unreadable = unreadable
        self.spared = spared
    }
}

/// The request that brings a check group to its desired list; a list can only be replaced as a
/// whole.
package enum GroupMerge: Sendable, Equatable {
    /// The group is as desired; no request is needed.
    case unchanged
    /// Send this list; the keys in `dropped` are lost.
    case replace([Entry], dropped: [String])
    /// Nothing may be written.
    case refused(GroupMergeRefusal)

    /// One entry of the list to send.
    package enum Entry: Sendable, Hashable {
        /// The entry at this index of the present list, unchanged.
        case keep(Int)
        /// The sync's own variable.
        case managed(String)
    }
}

/// Merges a sync's desired variables into a group's list and leaves everything else as it is.
///
/// A managed key keeps its place; new ones are appended, sorted by key. If the list contains a key
/// more than once, a managed key keeps its first entry only, since nobody can tell which one
/// counts; a removed key loses all entries; a foreign key keeps all. A group that needs no change
/// is never refused, and no change is made only to drop unreadable entries, so merging again after
/// applying a merge changes nothing.
package func mergeGroup(_ input: GroupMergingInput) -> GroupMerge {
    guard needsChange(input) else { return .unchanged }
    let resent = resentIndices(input)
    let strangers = input.present.enumerated()
        .filter {
            isStranger($0.element.key, input) && !$0.element.isReadable
                && !resent.contains($0.offset)
        }
    let saved = strangers.map(\.element.key)
        .filter { input.unreadable == .refuse || input.spared.contains($0) }
    if !saved.isEmpty { return .refused(.unreadable(keys: distinct(saved))) }
    let entries = merged(input, leavingOut: Set(strangers.map(\.offset)), resending: resent)
    guard entries.count <= input.limit else {
        let over = entries[max(input.limit, 0)...].map { key(of: $0, input) }
        return .refused(
            .tooMany(count: entries.count, limit: input.limit, keysOver: distinct(over))
        )
    }
    return .replace(entries, dropped: distinct(strangers.map(\.element.key)))
}

private func needsChange(_ input: GroupMergingInput) -> Bool {
    let present = Dictionary(grouping: input.present, by: \.key)
    let isRight = input.managed.allSatisfy { key, flags in
        let entries = present[key] ?? []
        return !input.rewritten.contains(key) && entries.count == 1
            && entries.allSatisfy { $0.flags.mayBe(flags) }
    }
    return !isRight
        || present.keys.contains { input.removed.contains($0) && input.managed[$0] == nil }
}

private func merged(
    _ input: GroupMergingInput,
    leavingOut unreadable: Set<Int>,
    resending resent: Set<Int>
) -> [GroupMerge.Entry] {
    var waiting = Set(input.managed.keys)
    var entries: [GroupMerge.Entry] = []
    for (index, variable) in input.present.enumerated() {
        if waiting.remove(variable.key) != nil || resent.contains(index) {
            entries.append(.managed(variable.key))
        } else if isStranger(variable.key, input), !unreadable.contains(index) {
            entries.append(.keep(index))
        }
    }
    return entries + waiting.sorted().map { .managed($0) }
}

/// The indices of the entries to send again: the first unreadable entry of each key, since the
/// values of others are unknown.
private func resentIndices(_ input: GroupMergingInput) -> Set<Int> {
    var waiting = input.resent.subtracting(input.managed.keys).subtracting(input.removed)
    return Set(
        input.present.indices.filter {
            !input.present[$0].isReadable && waiting.remove(input.present[$0].key) != nil
        }
    )
}

/// Whether the sync neither manages nor removes a key.
private func isStranger(_ key: String, _ input: GroupMergingInput) -> Bool {
    input.managed[key] == nil && !input.removed.contains(key)
}

private func key(of entry: GroupMerge.Entry, _ input: GroupMergingInput) -> String {
    switch entry {
    case .keep(let index): input.present[index].key
    case .managed(let key): key
    }
}

/// The keys without repetitions, in their order.
private func distinct(_ keys: [String]) -> [String] {
    var seen: Set<String> = []
    return keys.filter { seen.insert($0).inserted }
}
