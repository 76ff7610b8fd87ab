internal import Encodings
internal import SyncModel

/// Why the variables of a check group were not replaced, or not correctly.
///
/// Messages contain keys and names of settings but no values.
package enum ChecklyGroupError: ExplainedError, Equatable {
    /// The account has no such group.
    case missing
    /// The list was not sent, because the values of these keys are unknown.
    case valueMissing(keys: [String])
    /// Checkly refused the list; nothing changed.
    case refused(status: Int, String)
    /// Somebody changed the group after it was read; nothing was written.
    case changed(keys: [String], settings: [String])
    /// The list was sent but reads back with other keys or flags.
    case notAsWritten(keys: [String])
    /// The list was sent, but reading back failed, so the result is unknown.
    case unverified(ChecklyError)
    /// Writing the list changed these settings, and they could not be restored.
    case settingsLost([String], reason: String)

    /// Who can fix it.
    package var cause: ChecklyError.Cause {
        switch self {
        case .missing, .valueMissing, .refused: .ours
        case .changed, .notAsWritten, .settingsLost: .checkly
        case .unverified(let error): error.cause
        }
    }

    /// Whether another attempt, starting with a new snapshot, may succeed.
    package var isRetryable: Bool {
        switch self {
        case .changed, .notAsWritten: true
        case .unverified(let error): error.isRetryable
        // A retry would take the changed settings for the correct ones, so a person must look.
        case .settingsLost, .missing, .valueMissing, .refused: false
        }
    }

    /// A fixed word per case.
    package var code: String {
        switch self {
        case .missing: "checkly-group-missing"
        case .valueMissing: "checkly-group-value"
        case .refused: "checkly-group-refused"
        case .changed: "checkly-group-changed"
        case .notAsWritten: "checkly-group-not-as-written"
        case .unverified: "checkly-group-unverified"
        case .settingsLost: "checkly-group-settings-lost"
        }
    }

    /// Names keys and settings, but at most ten.
    package var message: String {
        switch self {
        case .missing: "The account has no such check group."
        case .valueMissing(let keys):
            "The group's list was not sent: no value is known for \(Self.list(keys))."
        case .refused(let status, let said):
            "Checkly refused the group's variables with \(status): \(said)"
        case .changed(let keys, let settings):
            "Somebody changed the group meanwhile: \(Self.list(keys + settings)). Nothing was sent."
        case .notAsWritten(let keys):
            "The group's variables read back differently than sent: \(Self.list(keys))."
        case .unverified(let error):
            "The group's variables were sent, but not read back: \(error.message)"
        case .settingsLost(let settings, let reason):
            "Checkly changed other settings of the group, and they could not be restored: "
                + "\(Self.list(settings)). \(reason)"
        }
    }

    package var hint: String {
        switch self {
        case .missing: "Check the sync's groupId and the account's id."
        case .valueMissing: "Give these variables a value, or let the sync manage them."
        case .refused:
            "A group holds 200 variables, fewer on older servers, and no blank values."
        case .changed, .notAsWritten:
            "It will be retried automatically, from the group's current state."
        case .unverified: "Check whether the group's settings at Checkly are unchanged."
        case .settingsLost: "Restore these settings at Checkly, then push again."
        }
    }

    /// The maximum number of names in a message.
    private static let shownNameLimit = 10

    private static func list(_ names: [String]) -> String {
        let rest = names.count - shownNameLimit
        return names.prefix(shownNameLimit).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}
