internal import Encodings
package import ReadModels
internal import SyncModel

/// A destination and the keys that a sync would write there, to find others that may write them.
package struct DestinationCheck: Sendable {
    private var projectID = ""
    private var connectionID: String?
    /// Of no account while the form is not filled in.
    package private(set) var accountID: String?
    /// Nil for the account's own variables.
    package private(set) var groupID: String?
    private var keySchema: KeySchema?
    private var environment: String?
    /// The sync that is changed; nil for a new one.
    package private(set) var excludedSyncID: String?

    /// The keys that the sync may write.
    package var keySpace: KeySpace {
        KeySpace(schema: keySchema, environment: environment ?? "")
    }
}

extension DestinationCheck {
    /// Everything a request can say; what a form does not hold yet may be missing or wrong.
    package static let resource = Resource(
        blank: DestinationCheck(),
        [
            Member("projectId", .text(NewSync.projectRule), \.projectID, .required),
            Member("connectionId", .uuid, \.connectionID),
            Member("excludeSyncId", .uuid, \.excludedSyncID),
            Member(Field("destinationConfig", .other(.anything), .required)) { fields, check in
                let given = fields.value("destinationConfig")
                check.accountID = given?["accountId"]?.string?.trimmed.asAccountID
                // An empty id means no group.
                let group = given?["groupId"]?.string?.trimmed
                check.groupID = group?.isEmpty == true ? nil : group
            },
            Member("environment", .given(), \.environment),
            Member(
                Field("syncOptions", .other(.object([:], optional: ["keySchema": .text])))
            ) { fields, check in
                let given = fields.value("syncOptions")?["keySchema"]
                check.keySchema = given?.string.flatMap(KeySchema.init)
            },
        ]
    )
}
