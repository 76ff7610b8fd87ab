package import Encodings

/// The options of a sync, set by whoever configures it.
package struct SyncOptions: Sendable, Equatable {
    /// What happens to variables at the destination that are not in the source.
    package enum InitialSyncBehavior: String, Sendable, CaseIterable {
        /// Delete variables that match the key schema but are not in the source.
        case overwriteDestination = "overwrite-destination"
        /// Delete only variables that this sync wrote.
        case preserveDestination = "preserve-destination"
    }

    /// What happens to a key whose value is blank, which Checkly does not accept.
    package enum EmptyValue: String, Sendable, CaseIterable {
        case delete, skip
    }

    /// How Checkly stores a variable.
    package enum VariableType: String, Sendable, CaseIterable {
        /// Nobody can read it back.
        case secret
        /// Readable by users with write access.
        case locked
        /// Readable by everyone.
        case plain
    }

    /// When the deletions of a run come.
    package enum DeleteOrder: String, Sendable, CaseIterable {
        /// After its writes.
        case last
        /// Before its writes.
        case first
    }

    /// What happens to a group's unreadable variables that somebody else wrote; a group can only be
    /// written whole.
    package enum UnreadableGroupVariables: String, Sendable, CaseIterable {
        /// The sync does not write the group.
        case refuse
        /// The write drops them.
        case drop
    }

    /// The default of the command line and the file; the API has no default and requires the
    /// member.
    package static let declaredBehavior = InitialSyncBehavior.preserveDestination

    /// Whether to delete variables that the sync did not write.
    package var initialSyncBehavior: InitialSyncBehavior
    /// How secret names become variable keys; nil uses the names unchanged.
    package var keySchema: KeySchema?
    /// Whether deletions in the source are not carried over to the destination.
    package var disableSecretDeletion: Bool
    /// What to do with keys whose value is blank.
    package var emptyValue: EmptyValue
    /// How Checkly stores the variables that the sync writes.
    package var variableType: VariableType
    /// The maximum number of deletions in one run; a run that would exceed it stops before its
    /// first write.
    ///
    /// Nil means no limit.
    package var maxDeletions: Int64?
    /// The order of a run's requests for an account's variables; a group is written whole.
    package var deleteOrder: DeleteOrder
    /// What to do with unreadable foreign variables of a group.
    package var onUnreadableGroupVariables: UnreadableGroupVariables
    /// Whether the sync may write a group owned by a Checkly CLI project, whose next deployment
    /// reverts it.
    package var allowCodeOwnedGroup: Bool

    /// Makes options with the defaults of the API, which itself requires `initialSyncBehavior`.
    package init(
        initialSyncBehavior: InitialSyncBehavior = .overwriteDestination,
        keySchema: KeySchema? = nil,
        disableSecretDeletion: Bool = false,
        emptyValue: EmptyValue = .delete,
        variableType: VariableType = .secret,
        maxDeletions: Int64? = nil,
        deleteOrder: DeleteOrder = .last,
        onUnreadableGroupVariables: UnreadableGroupVariables = .refuse,
        allowCodeOwnedGroup: Bool = false
    ) {
        self.initialSyncBehavior = initialSyncBehavior
        self.keySchema = keySchema
        self.disableSecretDeletion = disableSecretDeletion
        self.emptyValue = emptyValue
        self.variableType = variableType
        self.maxDeletions = maxDeletions
        self.deleteOrder = deleteOrder
        self.onUnreadableGroupVariables = onUnreadableGroupVariables
        self.allowCodeOwnedGroup = allowCodeOwnedGroup
    }
}

extension SyncOptions: CanonicalCodable {
    /// As recorded; `deleteOrder` is omitted if it is `last`.
    package var canonical: CanonicalValue {
        .object([
            "initialSyncBehavior": .text(initialSyncBehavior.rawValue),
            "keySchema": .optional(keySchema?.text),
            "disableSecretDeletion": .bool(disableSecretDeletion),
            "emptyValue": .text(emptyValue.rawValue),
            "variableType": .text(variableType.rawValue),
            "maxDeletions": .optional(maxDeletions),
            // Omitted if it is the default, as before the option existed.
            "deleteOrder": deleteOrder == .last ? nil : .text(deleteOrder.rawValue),
            "onUnreadableGroupVariables": .text(onUnreadableGroupVariables.rawValue),
            "allowCodeOwnedGroup": .bool(allowCodeOwnedGroup),
        ])
    }

    /// Accepts options recorded before the last three members existed; they take their defaults.
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
            deleteOrder: canonical.optionalMember("deleteOrder") == nil
                ? .last : try canonical.word("deleteOrder"),
            onUnreadableGroupVariables: canonical.optionalMember("onUnreadableGroupVariables")
                == nil ? .refuse : try canonical.word("onUnreadableGroupVariables"),
            allowCodeOwnedGroup: canonical.optionalMember("allowCodeOwnedGroup") == .bool(true)
        )
    }
}
