internal import Pages
internal import SyncModel

/// What can be set of a sync, by its name in a wizard's address: the name of the API.
package enum SyncField: String, Sendable, CaseIterable {
    case sourceName, projectId, environment, secretPath
    case connectionId, accountId, groupId
    case initialSyncBehavior, keySchema, isAutoSyncEnabled, disableSecretDeletion
    case maxDeletions, emptyValue, variableType, deleteOrder
    case onUnreadableGroupVariables, allowCodeOwnedGroup
    case name, description

    /// The path of the member in a body that makes a sync.
    var path: [String] {
        switch self {
        case .sourceName, .projectId, .environment, .secretPath, .connectionId, .name,
            .description, .isAutoSyncEnabled:
            [rawValue]
        case .accountId, .groupId: ["destinationConfig", rawValue]
        case .initialSyncBehavior, .keySchema, .disableSecretDeletion, .maxDeletions,
            .emptyValue, .variableType, .deleteOrder, .onUnreadableGroupVariables,
            .allowCodeOwnedGroup:
            ["syncOptions", rawValue]
        }
    }

    /// The words above its control.
    package var label: String {
        switch self {
        case .sourceName: "Webhook source"
        case .projectId: "Project"
        case .environment: "Environment"
        case .secretPath: "Secret path"
        case .connectionId: "Connection"
        case .accountId: "Account"
        case .groupId: "Check group"
        case .initialSyncBehavior: "Initial sync behaviour"
        case .keySchema: "Key schema"
        case .isAutoSyncEnabled: "Auto-sync"
        case .disableSecretDeletion: "Disable secret deletion"
        case .maxDeletions: "Most deletions of a run"
        case .emptyValue: "Blank values"
        case .variableType: "Kind of variables"
        case .deleteOrder: "Deletions"
        case .onUnreadableGroupVariables: "Unreadable variables of the group"
        case .allowCodeOwnedGroup: "Write a group that code owns"
        case .name: "Name"
        case .description: "Description"
        }
    }

    /// What it is for, in a sentence or two; nil where the label says it.
    var help: String? {
        switch self {
        case .sourceName: "Whose report of the folder counts."
        case .projectId: "The id of the project at the KMS."
        case .environment: "The slug of the environment, such as dev."
        case .secretPath: "The folder whose secrets are synced; imports are followed."
        case .connectionId: "The API key that reaches Checkly."
        case .accountId: "The account at Checkly whose variables are written."
        case .groupId: "Optional: write the variables of one check group instead."
        case .initialSyncBehavior: nil
        case .keySchema:
            "How a secret's name becomes a variable's key, such as APP_{{secretKey}}. "
                + "Only variables of that form are ever deleted."
        case .isAutoSyncEnabled: "Every change is written at once."
        case .disableSecretDeletion: "Variables stay when their secrets are deleted."
        case .maxDeletions:
            "A run that would delete more stops before its first write. Empty for no limit."
        case .emptyValue: "Checkly takes no blank value."
        case .variableType: nil
        case .deleteOrder: "Whether a run deletes before or after it writes."
        case .onUnreadableGroupVariables:
            "A group is written whole, and the values of its secrets cannot be read back."
        case .allowCodeOwnedGroup: "The next deployment of that code undoes what is written."
        case .name: "Lower-case letters, digits and hyphens."
        case .description: nil
        }
    }
}

/// A choice among words of the API, as people read it.
package struct WordChoice: Sendable {
    /// The word of the API.
    package let value: String
    /// What it is called.
    package let text: String
    /// What it means; nil where its text says it.
    package let help: String?

    /// The choices of a field, in their order; nil for a field that is none.
    package static func all(of field: SyncField) -> [WordChoice]? {
        switch field {
        case .initialSyncBehavior: SyncOptions.InitialSyncBehavior.allCases.map(WordChoice.init)
        case .emptyValue: SyncOptions.EmptyValue.allCases.map(WordChoice.init)
        case .variableType: SyncOptions.VariableType.allCases.map(WordChoice.init)
        case .deleteOrder: SyncOptions.DeleteOrder.allCases.map(WordChoice.init)
        case .onUnreadableGroupVariables:
            SyncOptions.UnreadableGroupVariables.allCases.map(WordChoice.init)
        case .sourceName, .projectId, .environment, .secretPath, .connectionId, .accountId,
            .groupId, .keySchema, .isAutoSyncEnabled, .disableSecretDeletion, .maxDeletions,
            .allowCodeOwnedGroup, .name, .description:
            nil
        }
    }

    private init<Word: RawRepresentable<String>>(_ word: Word, _ text: String, _ help: String?) {
        value = word.rawValue
        self.text = text
        self.help = help
    }

    private init(_ word: SyncOptions.InitialSyncBehavior) {
        switch word {
        case .overwriteDestination:
            self.init(
                word,
                "Overwrite destination",
                "Deletes variables that match the key schema and are not in the source."
            )
        case .preserveDestination:
            self.init(word, "Preserve destination", "Deletes only what this sync wrote.")
        }
    }

    private init(_ word: SyncOptions.EmptyValue) {
        switch word {
        case .delete: self.init(word, "Delete the variable", nil)
        case .skip: self.init(word, "Leave the variable as it is", nil)
        }
    }

    private init(_ word: SyncOptions.VariableType) {
        switch word {
        case .secret: self.init(word, "Secret", "Nobody can read the value back.")
        case .locked: self.init(word, "Locked", "Users with write access can read the value.")
        case .plain: self.init(word, "Plain", "Everybody in the account can read the value.")
        }
    }

    private init(_ word: SyncOptions.DeleteOrder) {
        switch word {
        case .last: self.init(word, "After the writes", nil)
        case .first: self.init(word, "Before the writes", nil)
        }
    }

    private init(_ word: SyncOptions.UnreadableGroupVariables) {
        switch word {
        case .refuse: self.init(word, "Do not write the group", nil)
        case .drop: self.init(word, "Drop them", "Their values are lost.")
        }
    }
}
