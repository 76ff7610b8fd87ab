package import SyncModel

/// What a push will do, key by key, before it does anything.
package struct Plan: Sendable, Equatable {
    package enum Action: String, Sendable {
        case create, update, delete, unchanged, skip, conflict
    }

    /// What becomes of one key.
    package struct Change: Sendable, Equatable {
        package var action: Action
        package var key: String
        package var reason: String
        /// The log position that made it so; nil where no event did.
        package var cause: Position?

        package init(action: Action, key: String, reason: String, cause: Position?) {
            self.action = action
            self.key = key
            self.reason = reason
            self.cause = cause
        }
    }

    /// In the order of the keys.
    package var changes: [Change]

    package init(changes: [Change]) {
        self.changes = changes
    }

    /// The keys of one action.
    package func keys(_ action: Action) -> [String] {
        changes.filter { $0.action == action }.map(\.key)
    }

    /// Whether a push would change anything at Checkly.
    package var isEmpty: Bool {
        changes.allSatisfy { [.unchanged, .skip, .conflict].contains($0.action) }
    }
}
