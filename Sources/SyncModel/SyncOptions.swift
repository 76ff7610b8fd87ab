package import Encodings

/// How a sync treats its destination.
package struct SyncOptions: Sendable, Equatable {
    /// What becomes of variables at the destination that are not in the source.
    package enum InitialSyncBehavior: String, Sendable, CaseIterable {
        /// Delete what matches the key schema and is not in the source.
        case overwriteDestination = "overwrite-destination"
        /// Delete only what this sync wrote.
        case preserveDestination = "preserve-destination"
    }

    /// What becomes of a key whose value is blank, which Checkly does not take.
    package enum EmptyValue: String, Sendable, CaseIterable {
        case delete, skip
    }

    /// How a variable is kept at Checkly.
    package enum VariableType: String, Sendable, CaseIterable {
        /// Cannot be read back by anyone.
        case secret
        /// Readable for those who may write.
        case locked
        /// Readable for all.
        case plain
    }

    /// What becomes of a group's variables that somebody else wrote and nobody can read: a group is written whole.
    package enum UnreadableGroupVariables: String, Sendable, CaseIterable {
        /// The group is not written.
        case refuse
        /// They are lost.
        case drop
    }

    /// What command line and file take where nothing is said; over the API it has to be said.
    package static let declaredBehavior = InitialSyncBehavior.preserveDestination

    package var initialSyncBehavior: InitialSyncBehavior
    package var keySchema: KeySchema?
    package var disableSecretDeletion: Bool
    package var emptyValue: EmptyValue
    package var variableType: VariableType
    /// A run that would delete more stops before its first write; nil sets no limit.
    package var maxDeletions: Int64?
    package var onUnreadableGroupVariables: UnreadableGroupVariables
    /// Whether a group may be written that a Checkly CLI project owns, whose next deployment undoes it.
    package var allowCodeOwnedGroup: Bool

    package init(
        initialSyncBehavior: InitialSyncBehavior = .overwriteDestination,
        keySchema: KeySchema? = nil,
        disableSecretDeletion: Bool = false,
        emptyValue: EmptyValue = .delete,
        variableType: VariableType = .secret,
        maxDeletions: Int64? = nil,
        onUnreadableGroupVariables: UnreadableGroupVariables = .refuse,
        allowCodeOwnedGroup: Bool = false
    ) {
        self.initialSyncBehavior = initialSyncBehavior
        self.keySchema = keySchema
        self.disableSecretDeletion = disableSecretDeletion
        self.emptyValue = emptyValue
        self.variableType = variableType
        self.maxDeletions = maxDeletions
        self.onUnreadableGroupVariables = onUnreadableGroupVariables
        self.allowCodeOwnedGroup = allowCodeOwnedGroup
    }
}

extension SyncOptions: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "initialSyncBehavior": .text(initialSyncBehavior.rawValue),
            "keySchema": .optional(keySchema?.text),
            "disableSecretDeletion": .bool(disableSecretDeletion),
            "emptyValue": .text(emptyValue.rawValue),
            "variableType": .text(variableType.rawValue),
            "maxDeletions": .optional(maxDeletions),
            "onUnreadableGroupVariables": .text(onUnreadableGroupVariables.rawValue),
            "allowCodeOwnedGroup": .bool(allowCodeOwnedGroup),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        var keySchema: KeySchema?
        if let text = try canonical.optionalText("keySchema") {
            guard let schema = KeySchema(text) else { throw .wrongKind(member: "keySchema") }
            keySchema = schema
        }
        self.init(
            initialSyncBehavior: try canonical.word("initialSyncBehavior"),
            keySchema: keySchema,
            disableSecretDeletion: try canonical.bool("disableSecretDeletion"),
            emptyValue: try canonical.word("emptyValue"),
            variableType: try canonical.word("variableType"),
            maxDeletions: try canonical.optionalInteger("maxDeletions"),
            onUnreadableGroupVariables: canonical.optionalMember("onUnreadableGroupVariables")
                == nil ? .refuse : try canonical.word("onUnreadableGroupVariables"),
            allowCodeOwnedGroup: canonical.optionalMember("allowCodeOwnedGroup") == .bool(true)
        )
    }
}
