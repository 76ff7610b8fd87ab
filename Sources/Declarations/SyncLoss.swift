package import Encodings
internal import SyncModel

/// What another setting of a sync may delete at Checkly.
package enum SyncLoss: Sendable, Equatable {
    /// What the sync wrote so far, since it belongs to another name, place or folder from then on.
    case written
    /// Also what somebody else wrote.
    case anybodys

    /// Nil where nothing goes; the path is the setting's in a declaration, such as `syncOptions.keySchema`.
    package init?(path: String, from: JSONValue?, to: JSONValue?) {
        if from == to { return nil }
        switch path {
        case "syncOptions.keySchema", "environment", "secretPath", "destinationConfig.accountId",
            "destinationConfig.groupId":
            self = .written
        case "sourceName":
            // A sync without a source is bound to none yet, and one that is left to bind stays where it is.
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
    /// The settings of a sync by which this change may delete variables.
    package var lossyFields: [(field: Field, loss: SyncLoss)] {
        guard action == .update, id.kind == .sync else { return [] }
        return fields.compactMap { field in
            SyncLoss(path: field.path, from: field.from, to: field.to).map { (field, $0) }
        }
    }
}

extension Change.Field {
    /// The place and its two values; a secret's are not shown.
    package var text: String {
        if isSensitive { return "\(path): (sensitive value)" }
        return "\(path): \(from?.text ?? "nothing") -> \(to?.text ?? "nothing")"
    }
}
