internal import Encodings
internal import SyncModel

/// Why the variables of a check group were not replaced, or not as they should be.
///
/// Keys of variables and names of settings are told, values never.
package enum ChecklyGroupError: ExplainedError, Equatable {
    case missing
    /// The list was not sent, since it had no value for these keys.
    case valueMissing(keys: [String])
    /// Checkly refused the list; nothing was changed.
    case refused(status: Int, String)
    /// Somebody changed the group after it was read; nothing was written.
    case changed(keys: [String], settings: [String])
    /// The list was sent, and reads back with other keys or flags.
    case notAsWritten(keys: [String])
    /// The list was sent, and whether it and the settings are as they should be is not known.
    case unverified(ChecklyError)
    /// The list was written, and these settings were changed by it and could not be put back.
    case settingsLost([String], reason: String)

    package var cause: ChecklyError.Cause {
        switch self {
        case .missing, .valueMissing, .refused: .ours
        case .changed, .notAsWritten, .settingsLost: .checkly
        case .unverified(let error): error.cause
        }
    }

    /// Whether another try may succeed, which begins with reading the group anew.
    package var isRetryable: Bool {
        switch self {
        case .changed, .notAsWritten: true
        case .unverified(let error): error.isRetryable
        // The next try would take the lost settings for the right ones, so a person must look.
        case .settingsLost, .missing, .valueMissing, .refused: false
        }
    }

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
            "The group's variables were sent and read back otherwise: \(Self.list(keys))."
        case .unverified(let error):
            "The group's variables were sent, but not read back: \(error.message)"
        case .settingsLost(let settings, let reason):
            "Checkly changed other settings of the group, and they could not be put back: "
                + "\(Self.list(settings)). \(reason)"
        }
    }

    package var hint: String {
        switch self {
        case .missing: "Check the sync's groupId and the account's id."
        case .valueMissing: "Give these variables a value, or let the sync manage them."
        case .refused:
            "A group takes 200 variables, on older servers fewer, and no empty value."
        case .changed, .notAsWritten: "It is tried again by itself, from what is there now."
        case .unverified: "Look whether the group's settings at Checkly are as they were."
        case .settingsLost: "Put these settings right at Checkly, then push again."
        }
    }

    /// How many names a message tells.
    private static let shownNameLimit = 10

    private static func list(_ names: [String]) -> String {
        let rest = names.count - shownNameLimit
        return names.prefix(shownNameLimit).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}
