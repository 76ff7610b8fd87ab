package import Encodings
internal import SyncModel

/// What a changed setting of a sync may delete at Checkly.
package enum SyncLoss: Sendable, Equatable {
    /// Variables that the sync wrote, because it now has other keys, another destination or another
    /// folder.
    case written
    /// Variables that somebody else wrote, too.
    case anybodys

    /// Returns nil if nothing is deleted; `path` is that of the setting in a declaration, such as
    /// `syncOptions.keySchema`.
    package init?(path: String, from: JSONValue?, to: JSONValue?) {
        if from == to { return nil }
        switch path {
        case "syncOptions.keySchema", "environment", "secretPath", "destinationConfig.accountId",
            "destinationConfig.groupId":
            self = .written
        case "sourceName":
            // A sync without a source is not bound yet, and a sync whose source is removed stays
            // bound.
            if from == nil || to == nil { return nil }
            self = .written
        case "syncOptions.emptyValue" where to == .string("delete"): self = .written
        case "syncOptions.initialSyncBehavior" where to == .string("overwrite-destination"),
            "syncOptions.disableSecretDeletion" where from == .bool(true),
            "syncOptions.onUnreadableGroupVariables" where to == .string("drop"),
            "syncOptions.allowCodeOwnedGroup" where to == .bool(true):
            self = .anybodys
        case _: return nil
        }
    }
}

extension Change {
    /// The settings of a sync through which this change may delete variables.
    package var lossyFields: [(field: Field, loss: SyncLoss)] {
        guard action == .update, id.kind == .sync else { return [] }
        return fields.compactMap { field in
            SyncLoss(path: field.path, from: field.from, to: field.to).map { (field, $0) }
        }
    }
}

extension Change.Field {
    /// The path and both values; the values of secrets are not shown.
    package var text: String {
        if isSensitive { return "\(path): (sensitive value)" }
        return "\(path): \(from?.text ?? "nothing") -> \(to?.text ?? "nothing")"
    }
}
