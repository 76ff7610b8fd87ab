package import SyncModel

/// An entry of a check group's list of variables, as far as a merge needs to know.
package struct PresentGroupVariable: Sendable, Equatable {
    package var key: String
    /// Whether its value can be read, and so be sent again.
    package var isReadable: Bool
    /// Nil where Checkly does not say.
    package var isSecret: Bool?
    /// Nil where Checkly does not say.
    package var isLocked: Bool?

    package init(key: String, isReadable: Bool, isSecret: Bool?, isLocked: Bool?) {
        self.key = key
        self.isReadable = isReadable
        self.isSecret = isSecret
        self.isLocked = isLocked
    }

    fileprivate var flags: ListedVariable { ListedVariable(locked: isLocked, secret: isSecret) }
}

/// Everything a merge is made from.
package struct GroupMergingInput: Sendable {
    /// As many entries as Checkly's group takes today; older servers take 50 or 100.
    package static let standardLimit = 200

    /// The group's list in its order.
    package var present: [PresentGroupVariable]
    /// What the sync wants in the group; it holds the values of all of these.
    package var managed: [String: ListedVariable]
    /// The managed keys whose value is to be written even if their entry looks right.
    package var rewritten: Set<String>
    /// The keys that shall go; one that is managed too stays.
    package var removed: Set<String>
    /// The keys that stay as they are and whose values the merger holds: an entry of one that cannot
    /// be read is sent again with that value.
    package var resent: Set<String>
    package var limit: Int
    package var unreadable: SyncOptions.UnreadableGroupVariables
    /// The keys whose entries are never dropped, although they cannot be read.
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

/// What is to be sent to a check group, whose list can only be replaced as a whole.
package enum GroupMerge: Sendable, Equatable {
    /// The group is as it shall be; no request is needed.
    case unchanged
    /// The whole list in its order, and the keys of the entries that are lost by it.
    case replace([Entry], dropped: [String])
    case refused(GroupMergeRefusal)

    /// One entry of the list to send.
    package enum Entry: Sendable, Hashable {
        /// The entry at this place of the present list, exactly as it is.
        case keep(Int)
        /// The sync's own variable.
        case managed(String)
    }
}

/// Puts what a sync wants into a group's list and leaves everything else as it is.
///
/// A managed key stays at its place, a new one joins the end in the order of the keys. Where the
/// list names a key more than once: of a managed key the first entry becomes the sync's and the
/// others go, since nobody could tell which one counts; of a removed key all go; somebody else's
/// all stay. A group that needs no change is never refused, and no change is made only to drop
/// what cannot be read, so merging again after a merge was applied changes nothing.
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

/// Where the entries are that are sent again: of each key the first that cannot be read, since the
/// value of another one is not known.
private func resentIndices(_ input: GroupMergingInput) -> Set<Int> {
    var waiting = input.resent.subtracting(input.managed.keys).subtracting(input.removed)
    return Set(
        input.present.indices.filter {
            !input.present[$0].isReadable && waiting.remove(input.present[$0].key) != nil
        }
    )
}

/// Whether the sync has nothing to do with a key.
private func isStranger(_ key: String, _ input: GroupMergingInput) -> Bool {
    input.managed[key] == nil && !input.removed.contains(key)
}

private func key(of entry: GroupMerge.Entry, _ input: GroupMergingInput) -> String {
    switch entry {
    case .keep(let index): input.present[index].key
    case .managed(let key): key
    }
}

/// The keys without repetition, in their order.
private func distinct(_ keys: [String]) -> [String] {
    var seen: Set<String> = []
    return keys.filter { seen.insert($0).inserted }
}
