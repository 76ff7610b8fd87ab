package import SyncModel

/// What a push will do, key by key, before it does anything.
package struct Plan: Sendable, Equatable {
    package enum Action: String, Sendable, CaseIterable {
        case create, update, delete, unchanged, skip, conflict
    }

    /// Why a key is left as it is although something should become of it.
    package enum SetAside: Sendable, Equatable {
        /// It cannot be carried out; somebody has to do something about it.
        case parked(PushProblem)
        /// Somebody decided so, for a reason.
        case skipped(reason: String)
        /// Its value was destroyed, and nobody can open it any more.
        case unavailable
        /// It is not wanted, unless an imported folder has it of which nothing was reported.
        case importUnknown
    }

    /// What becomes of one key.
    package struct Change: Sendable, Equatable {
        package var action: Action
        package var key: String
        package var reason: String
        /// The log position that made it so; nil where no event did.
        package var cause: Position?
        /// Of the value to be written; nil where none is.
        package var fingerprint: Fingerprint?
        /// Nil for a change that is carried out, and for a skip that follows from the value itself.
        package var setAside: SetAside?
        /// False for the deletion of a variable that the list does not show: it is asked for all
        /// the same, since only Checkly's answer says that it is gone.
        package var isListed: Bool
        /// Whether it only goes because it cannot be sent back to its group.
        package var isLost: Bool

        package init(
            action: Action,
            key: String,
            reason: String,
            cause: Position?,
            fingerprint: Fingerprint? = nil,
            setAside: SetAside? = nil,
            isListed: Bool = true,
            isLost: Bool = false
        ) {
            self.action = action
            self.key = key
            self.reason = reason
            self.cause = cause
            self.fingerprint = fingerprint
            self.setAside = setAside
            self.isListed = isListed
            self.isLost = isLost
        }

        /// Whether a push asks Checkly for something because of it.
        package var isWritten: Bool {
            switch action {
            case .create, .update, .delete: true
            case .unchanged, .skip, .conflict: false
            }
        }
    }

    /// Why a key is passed over whose value nobody can open any more.
    package static let valueUnavailable = "value destroyed: send the secret again"

    /// In the order of the keys.
    package var changes: [Change]

    package init(changes: [Change]) {
        self.changes = changes
    }

    /// The keys of one action.
    package func keys(_ action: Action) -> [String] {
        changes.filter { $0.action == action }.map(\.key)
    }

    /// Why a variable is deleted that nobody here wrote and that cannot be sent back to its group.
    package static let unreadableDropped = "unreadable, dropped"

    /// The plan with the loss of the given keys in it.
    package func losing(_ keys: [String]) -> Plan {
        let lost = keys.map { key in
            Change(
                action: .delete,
                key: key,
                reason: Self.unreadableDropped,
                cause: nil,
                isLost: true
            )
        }
        return Plan(changes: (changes + lost).sorted { $0.key < $1.key })
    }

    /// The listed keys whose variables are taken away because they are not wanted.
    package var removedKeys: [String] {
        changes.filter { $0.action == .delete && $0.isListed && !$0.isLost }.map(\.key)
    }

    /// The keys whose variables are lost because they cannot be sent back to their group.
    package var lostKeys: [String] { changes.filter(\.isLost).map(\.key) }

    /// How many variables that are there it takes away.
    package var deletionCount: Int {
        changes.count { $0.action == .delete && $0.isListed }
    }

    /// How many keys have each action.
    package var summary: [Action: Int] {
        Dictionary(grouping: changes, by: \.action).mapValues(\.count)
    }

    /// Whether a push would change anything at Checkly.
    package var isEmpty: Bool {
        changes.allSatisfy { !$0.isWritten }
    }
}
