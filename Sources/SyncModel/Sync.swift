package import Encodings

/// A standing order: keep the secrets of one folder as variables of one destination.
package struct Sync: Sendable, Equatable {
    /// A UUID in lower case.
    package var id: String
    /// A slug of 1 to 256 characters, unique in its project.
    package var name: String
    package var description: String?
    package var folder: FolderPath
    /// Whose folder; nil binds to the first source that reports it.
    package var sourceName: String?
    package var connectionID: String
    package var destination: Destination
    package var options: SyncOptions
    package var isAutoSyncEnabled: Bool
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

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

/// Where at Checkly: an account's variables, or those of one of its check groups.
package struct Destination: Sendable, Hashable {
    package var accountID: String
    package var accountName: String?
    /// Nil means the account itself.
    package var groupID: String?
    package var groupName: String?

    package init(accountID: String, accountName: String?, groupID: String?, groupName: String?) {
        self.accountID = accountID
        self.accountName = accountName
        self.groupID = groupID
        self.groupName = groupName
    }
}

extension Destination: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
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
    package var canonical: CanonicalValue {
        .record([
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
