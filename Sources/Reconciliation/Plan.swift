package import SyncModel

/// The changes that a push would make, key by key.
package struct Plan: Sendable, Equatable {
    /// The action for one key.
    package enum Action: String, Sendable, CaseIterable {
        case create, update, delete, unchanged, skip, conflict
    }

    /// The plan for one key.
    package struct Change: Sendable, Equatable {
        /// What the push does with the key.
        package var action: Action
        /// The variable's key.
        package var key: String
        /// Why.
        package var why: Reason
        /// The event that caused the change; nil if none did.
        package var cause: Position?
        /// The fingerprint of the value to write; nil if none is written.
        package var fingerprint: Fingerprint?
        /// The secret that the variable comes from; nil for a key that is not desired.
        package var origin: DesiredEntry.Origin?
        /// Whether Checkly lists the variable.
        ///
        /// A deletion is requested even if it does not, because only Checkly's response confirms
        /// that the variable is gone.
        package var isListed: Bool
        /// Whether the variable is lost only because it cannot be sent back to its group.
        package var isLost: Bool

        package init(
            action: Action,
            key: String,
            why: Reason,
            cause: Position?,
            fingerprint: Fingerprint? = nil,
            isListed: Bool = true,
            isLost: Bool = false
        ) {
            self.action = action
            self.key = key
            self.why = why
            self.cause = cause
            self.fingerprint = fingerprint
            self.isListed = isListed
            self.isLost = isLost
        }

        /// Why, in a few words for people.
        package var reason: String {
            action == .delete && !isListed ? "\(why.text), missing at Checkly" : why.text
        }

        /// Whether a push makes a request for the change.
        package var isWritten: Bool {
            switch action {
            case .create, .update, .delete: true
            case .unchanged, .skip, .conflict: false
            }
        }
    }

    /// Sorted by key.
    package var changes: [Change]

    /// Makes a plan from changes that are sorted by key.
    package init(changes: [Change]) {
        self.changes = changes
    }

    /// The keys with an action.
    package func keys(_ action: Action) -> [String] {
        changes.filter { $0.action == action }.map(\.key)
    }

    /// The plan, with the loss of the given keys added.
    package func losing(_ keys: [String]) -> Plan {
        let lost = keys.map { key in
            Change(
                action: .delete,
                key: key,
                why: .unreadable,
                cause: nil,
                isLost: true
            )
        }
        return Plan(changes: (changes + lost).sorted { $0.key < $1.key })
    }

    /// The listed keys that are deleted because they are not desired.
    package var removedKeys: [String] {
        changes.filter { $0.action == .delete && $0.isListed && !$0.isLost }.map(\.key)
    }

    /// The keys that are lost because they cannot be sent back to their group.
    package var lostKeys: [String] { changes.filter(\.isLost).map(\.key) }

    /// The number of existing variables that the plan removes.
    package var deletionCount: Int {
        changes.count { $0.action == .delete && $0.isListed }
    }

    /// The number of keys per action.
    package var summary: [Action: Int] {
        Dictionary(grouping: changes, by: \.action).mapValues(\.count)
    }

    /// Whether a push would change nothing at Checkly.
    package var isEmpty: Bool {
        changes.allSatisfy { !$0.isWritten }
    }
}
