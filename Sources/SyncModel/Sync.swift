package import Encodings

/// A configuration that keeps the secrets of one folder as variables of one destination.
package struct Sync: Sendable, Equatable {
    /// A UUID in lower case.
    package var id: String
    /// A slug of 1 to 256 characters, unique in its project.
    package var name: String
    /// Free text for people; nil if none was given.
    package var description: String?
    /// The folder in the KMS whose secrets are pushed.
    package var folder: FolderPath
    /// The source of the folder; nil binds to the first source that reports the folder.
    package var sourceName: String?
    /// The id of the connection whose API key is used.
    package var connectionID: String
    /// Where the variables are pushed.
    package var destination: Destination
    /// How the sync writes and deletes.
    package var options: SyncOptions
    /// Whether changes are pushed automatically; otherwise only on request.
    package var isAutoSyncEnabled: Bool
    /// When the sync was created.
    package var createdAt: Timestamp
    /// When the sync last changed; equal to `createdAt` at first.
    package var updatedAt: Timestamp

    /// Makes a sync; callers have checked its parts and what they refer to.
    package init(
        id: String,
        name: String,
        description: String?,
        folder: FolderPath,
        sourceName: String?,
        connectionID: String,
        destination: Destination,
        options: SyncOptions,
        isAutoSyncEnabled: Bool,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.folder = folder
        self.sourceName = sourceName
        self.connectionID = connectionID
        self.destination = destination
        self.options = options
        self.isAutoSyncEnabled = isAutoSyncEnabled
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A place at Checkly: an account's variables or those of one of its check groups.
package struct Destination: Sendable, Hashable {
    /// Lower-cased if it is a UUID; see `asAccountID`.
    package var accountID: String
    /// For display only.
    package var accountName: String?
    /// The check group; nil means the account itself.
    package var groupID: String?
    /// For display only.
    package var groupName: String?

    /// Makes a destination; the account id must be in its canonical form.
    package init(accountID: String, accountName: String?, groupID: String?, groupName: String?) {
        self.accountID = accountID
        self.accountName = accountName
        self.groupID = groupID
        self.groupName = groupName
    }
}

extension Destination: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
            "accountId": .text(accountID),
            "accountName": .optional(accountName),
            "groupId": .optional(groupID),
            "groupName": .optional(groupName),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            accountID: try canonical.text("accountId"),
            accountName: try canonical.optionalText("accountName"),
            groupID: try canonical.optionalText("groupId"),
            groupName: try canonical.optionalText("groupName")
        )
    }
}

extension Sync: CanonicalCodable {
    /// As recorded; members that are nil are omitted.
    package var canonical: CanonicalValue {
        .object([
            "id": .text(id),
            "name": .text(name),
            "description": .optional(description),
            "folder": folder.canonical,
            "sourceName": .optional(sourceName),
            "connectionId": .text(connectionID),
            "destination": destination.canonical,
            "options": options.canonical,
            "isAutoSyncEnabled": .bool(isAutoSyncEnabled),
            "createdAt": .integer(createdAt.microseconds),
            "updatedAt": .integer(updatedAt.microseconds),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            id: try canonical.text("id"),
            name: try canonical.text("name"),
            description: try canonical.optionalText("description"),
            folder: try canonical.value("folder"),
            sourceName: try canonical.optionalText("sourceName"),
            connectionID: try canonical.text("connectionId"),
            destination: try canonical.value("destination"),
            options: try canonical.value("options"),
            isAutoSyncEnabled: try canonical.bool("isAutoSyncEnabled"),
            createdAt: Timestamp(microseconds: try canonical.integer("createdAt")),
            updatedAt: Timestamp(microseconds: try canonical.integer("updatedAt"))
        )
    }
}
