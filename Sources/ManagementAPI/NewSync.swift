internal import SyncModel

/// What a request says of a sync; what it leaves out stays, or takes its default.
struct NewSync: Sendable {
    var fields: BodyFields
    var name: String?
    var projectID: String?
    var description: String?
    var connectionID: String?
    var environment: String?
    var secretPath: String?
    var sourceName: String?
    var isAutoSyncEnabled: Bool?
    var options: SyncOptions?
    var destination: Destination?

    init(_ body: JSONValue, isComplete: Bool) throws(APIError) {
        var fields = BodyFields(body)
        func has(_ name: String) -> Bool { isComplete || fields.value(name) != nil }
        if has("name") { name = fields.slug("name", limit: 256) }
        if isComplete {
            projectID = fields.text("projectId", limit: 255, missing: "Project ID required")
        }
        description = fields.optionalText(
            "description",
            limit: 256,
            tooLong: "Description cannot exceed 256 characters"
        )
        if has("connectionId") {
            connectionID = fields.text("connectionId", limit: 64).lowercased()
        }
        if has("environment") { environment = fields.slug("environment", limit: 64) }
        if has("secretPath") {
            let missing = isComplete ? "Secret path required" : "Invalid secret path"
            let path = fields.text("secretPath", limit: 1024, missing: missing)
            do {
                secretPath = path.isEmpty ? path : try FolderPath.normalized(secretPath: path)
            } catch {
                fields.refuse("secretPath", error.description)
            }
        }
        sourceName = fields.optionalText("sourceName", limit: 64)
        if has("syncOptions") { options = Self.options(&fields) }
        if has("destinationConfig") { destination = Self.destination(&fields) }
        isAutoSyncEnabled = Self.autoSync(&fields)
        try fields.finish()
        self.fields = fields
    }

    /// The three spellings of one switch; two that contradict each other are refused.
    private static func autoSync(_ fields: inout BodyFields) -> Bool? {
        let given = [
            fields.bool("isAutoSyncEnabled"), fields.bool("isEnabled"),
            fields.value("syncOptions")?["autoSyncEnabled"]?.bool,
        ]
        .compactMap(\.self)
        if Set(given).count > 1 {
            fields.refuse(
                "isAutoSyncEnabled",
                "isEnabled, isAutoSyncEnabled and syncOptions.autoSyncEnabled contradict each other"
            )
        }
        return given.first
    }

    private static func options(_ fields: inout BodyFields) -> SyncOptions {
        guard let body = fields.value("syncOptions"), body.members != nil else {
            fields.refuse("syncOptions", "Required")
            return SyncOptions()
        }
        var inner = BodyFields(body, path: ["syncOptions"])
        var options = SyncOptions()
        if let behavior: SyncOptions.InitialSyncBehavior = inner.word("initialSyncBehavior") {
            options.initialSyncBehavior = behavior
        } else if inner.value("initialSyncBehavior") == nil {
            inner.refuse("initialSyncBehavior", "Required")
        }
        if let text = inner.value("keySchema")?.string?.trimmed, !text.isEmpty {
            options.keySchema = KeySchema(text)
            if options.keySchema == nil { inner.refuse("keySchema", KeySchema.rule) }
        }
        options.disableSecretDeletion = inner.bool("disableSecretDeletion") ?? false
        options.emptyValue = inner.word("emptyValue") ?? .delete
        options.variableType = inner.word("variableType") ?? .secret
        options.maxDeletions = inner.integer("maxDeletions", in: 0...Int64.max)
        options.onUnreadableGroupVariables = inner.word("onUnreadableGroupVariables") ?? .refuse
        options.allowCodeOwnedGroup = inner.bool("allowCodeOwnedGroup") ?? false
        fields.adopt(inner)
        return options
    }

    private static func destination(_ fields: inout BodyFields) -> Destination? {
        guard let body = fields.value("destinationConfig"), body.members != nil else {
            fields.refuse("destinationConfig", "Required")
            return nil
        }
        var inner = BodyFields(body, path: ["destinationConfig"])
        let destination = Destination(
            accountID: inner.text("accountId", limit: 255, missing: "Account ID is required"),
            accountName: inner.optionalText("accountName", limit: 255),
            groupID: inner.optionalText("groupId", limit: 255),
            groupName: inner.optionalText("groupName", limit: 255)
        )
        fields.adopt(inner)
        return destination
    }
}
