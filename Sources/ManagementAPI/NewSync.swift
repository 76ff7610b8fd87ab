internal import APIContract
internal import Encodings
internal import SyncModel

/// What a request says of a sync; what it leaves out stays, or takes its default.
struct NewSync: Sendable {
    var name: String?
    var projectID: String?
    /// A nil inside takes the description away.
    var description: String??
    var connectionID: String?
    var environment: String?
    var secretPath: String?
    /// A nil inside lets the sync bind to the first source that reports its folder.
    var sourceName: String??
    var isAutoSyncEnabled: Bool?
    var options: SyncOptions?
    var destination: Destination?
    /// Why a new sync begins paused; nil where it does not.
    var pause: Pause?

    struct Pause: Sendable {
        let reason: String?
    }
    /// Whether its pushes may touch what it did not write only once somebody has agreed.
    var requiresConsent = false
    /// The plan of a draft that is to be carried out at once.
    var planID: String?

    /// What a request can say of consent.
    private enum ConsentWord: String, CaseIterable {
        case required
    }

    private static let planIDLimit = 1024

    init(_ body: JSONValue, isComplete: Bool) throws(APIError) {
        var fields = BodyFields(body)
        func has(_ name: String) -> Bool { isComplete || fields.value(name) != nil }
        if has("name") { name = fields.slug("name", limit: 256) }
        if isComplete {
            projectID = fields.text("projectId", limit: 255, missing: "Project ID required")
        }
        description = fields.nullableText(
            "description",
            limit: 256,
            tooLong: "Description cannot exceed 256 characters",
            mayHaveLines: true
        )
        if has("connectionId") { connectionID = fields.uuid("connectionId") }
        if has("environment") { environment = fields.slug("environment", limit: 64) }
        if has("secretPath") {
            let missing = isComplete ? "Secret path required" : "Invalid secret path"
            secretPath = Self.secretPath(&fields, missing: missing)
        }
        sourceName = fields.nullableText("sourceName", limit: 64)
        if has("syncOptions") { options = SyncOptions(&fields) }
        if has("destinationConfig") { destination = Destination(&fields) }
        isAutoSyncEnabled = Self.autoSync(&fields)
        pause = Self.pause(&fields)
        if pause != nil, !isComplete { fields.refuse("pause", "Cannot be changed here") }
        requiresConsent = fields.word("consent", as: ConsentWord.self) != nil
        if isComplete { planID = fields.optionalText("planId", limit: Self.planIDLimit) }
        try fields.finish()
    }

    private static func secretPath(_ fields: inout BodyFields, missing: String) -> String {
        let path = fields.text("secretPath", limit: 1024, missing: missing)
        guard !path.isEmpty else { return path }
        do {
            return try FolderPath.normalized(secretPath: path)
        } catch {
            fields.refuse("secretPath", error.description)
            return path
        }
    }

    private static func pause(_ fields: inout BodyFields) -> Pause? {
        guard let body = fields.value("pause") else { return nil }
        guard body.members != nil else {
            fields.refuse("pause", "Expected object")
            return nil
        }
        var inner = BodyFields(body, path: ["pause"])
        let reason = inner.optionalText("reason", limit: 1024)
        fields.adopt(inner)
        return Pause(reason: reason)
    }

    /// The three spellings of one switch; two that contradict each other are refused.
    private static func autoSync(_ fields: inout BodyFields) -> Bool? {
        var options = BodyFields(fields.value("syncOptions") ?? .null, path: ["syncOptions"])
        let given = [
            fields.bool("isAutoSyncEnabled"), fields.bool("isEnabled"),
            options.bool("autoSyncEnabled"),
        ]
        .compactMap(\.self)
        fields.adopt(options)
        if Set(given).count > 1 {
            fields.refuse(
                "isAutoSyncEnabled",
                "isEnabled, isAutoSyncEnabled and syncOptions.autoSyncEnabled contradict each other"
            )
        }
        return given.first
    }
}

extension SyncOptions {
    fileprivate init(_ fields: inout BodyFields) {
        self.init()
        guard let body = fields.value("syncOptions"), body.members != nil else {
            fields.refuseMissing("syncOptions", expected: "object")
            return
        }
        var inner = BodyFields(body, path: ["syncOptions"])
        if let behavior: InitialSyncBehavior = inner.word("initialSyncBehavior") {
            initialSyncBehavior = behavior
        } else if inner.value("initialSyncBehavior") == nil {
            inner.refuseMissing("initialSyncBehavior", expected: "string")
        }
        if let text = inner.optionalText("keySchema", limit: KeySchema.lengthLimit), !text.isEmpty {
            keySchema = KeySchema(text)
            let isToldAlready = inner.issues.last?.path.last == "keySchema"
            if keySchema == nil, !isToldAlready { inner.refuse("keySchema", KeySchema.rule) }
        }
        if inner.bool("recursive") == true {
            // To take it for false would leave out what lies below, and prune it at the destination.
            inner.refuse("recursive", "Not supported for Checkly Syncs")
        }
        disableSecretDeletion = inner.bool("disableSecretDeletion") ?? false
        emptyValue = inner.word("emptyValue") ?? .delete
        variableType = inner.word("variableType") ?? .secret
        maxDeletions = inner.integer("maxDeletions", in: 0...Int64.max)
        onUnreadableGroupVariables = inner.word("onUnreadableGroupVariables") ?? .refuse
        allowCodeOwnedGroup = inner.bool("allowCodeOwnedGroup") ?? false
        fields.adopt(inner)
    }
}

extension Destination {
    private static let limit = 255

    fileprivate init?(_ fields: inout BodyFields) {
        guard let body = fields.value("destinationConfig"), body.members != nil else {
            fields.refuseMissing("destinationConfig", expected: "object")
            return nil
        }
        var inner = BodyFields(body, path: ["destinationConfig"])
        // Hanzo KMS says of a name that is too long what it says of an id.
        let accountRule = "Account ID must be less than 255 characters"
        self.init(
            accountID:
                inner.text(
                    "accountId",
                    limit: Self.limit,
                    tooLong: accountRule,
                    missing: "Account ID is required"
                )
                .asAccountID,
            accountName: inner.optionalText(
                "accountName",
                limit: Self.limit,
                tooLong: accountRule,
                empty: "Account Name is required"
            ),
            groupID: inner.optionalText(
                "groupId",
                limit: Self.limit,
                tooLong: "Group ID must be less than 255 characters",
                empty: "Group ID is required"
            ),
            groupName: inner.optionalText(
                "groupName",
                limit: Self.limit,
                tooLong: "Group Name must be less than 255 characters",
                empty: "Group Name is required"
            )
        )
        fields.adopt(inner)
    }
}
