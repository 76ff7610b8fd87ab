internal import Encodings
internal import SyncModel

/// Why a check group must not be written.
package enum GroupMergeRefusal: ExplainedError, Equatable {
    /// The values of these foreign keys cannot be read; a write would lose them.
    case unreadable(keys: [String])
    /// The list would have `count` entries; `keysOver` are the ones beyond the limit.
    case tooMany(count: Int, limit: Int, keysOver: [String])

    /// The maximum number of keys that a message names.
    private static let shownKeyLimit = 10

    /// A fixed word per case.
    package var code: String {
        switch self {
        case .unreadable: "group-unreadable"
        case .tooMany: "group-full"
        }
    }

    /// Names at most ten keys.
    package var message: String {
        switch self {
        case .unreadable(let keys):
            "Writing to the group would lose variables that cannot be read: \(Self.list(keys))."
        case .tooMany(let count, let limit, let keys):
            "The group would have \(count) variables, but \(limit) fit: no room for "
                + "\(Self.list(keys))."
        }
    }

    /// What to change, at Checkly or in the sync's options.
    package var hint: String {
        switch self {
        case .unreadable:
            "Give them to the sync or remove them; onUnreadableGroupVariables=drop loses them."
        case .tooMany: "Remove variables from the group, or sync fewer keys to it."
        }
    }

    private static func list(_ keys: [String]) -> String {
        let rest = keys.count - shownKeyLimit
        return keys.prefix(shownKeyLimit).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}
