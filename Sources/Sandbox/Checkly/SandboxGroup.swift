/// A check group: its variables in order, and all other settings as they were sent.
package struct SandboxGroup: Sendable, Equatable {
    package let id: Int
    /// Every field that is not a variable, as JSON.
    package var settings: [String: SandboxJSON]
    /// The group's variables in order; `nil` reads back as `null`.
    package var variables: [SandboxGroupVariable]?
    /// Whether a project of the Checkly CLI owns the group.
    package var isOwnedByCode: Bool

    /// Makes a group with Checkly's own defaults for whatever `settings` leaves out.
    package init(
        id: Int,
        name: String,
        settings: [String: SandboxJSON] = [:],
        variables: [SandboxGroupVariable]? = nil,
        isOwnedByCode: Bool = false
    ) {
        self.id = id
        self.settings = Self.defaults.merging(settings) { _, given in given }
        self.settings["name"] = .string(name)
        self.variables = variables
        self.isOwnedByCode = isOwnedByCode
    }

    /// The group's name.
    package var name: String { settings["name"]?.string ?? "" }

    /// What a PUT makes of every field it is not given, where the server fills in defaults.
    static let defaults: [String: SandboxJSON] = [
        "activated": .bool(true), "muted": .bool(false), "concurrency": .integer(3),
        "apiCheckDefaults": .object([:]), "setupSnippetId": .null, "tearDownSnippetId": .null,
        "localSetupScript": .null, "localTearDownScript": .null, "runParallel": .bool(false),
        "retryStrategy": .string("FALLBACK"), "useGlobalAlertSettings": .bool(true),
        "doubleCheck": .bool(false), "tags": .array([]), "locations": .array([]),
    ]

    func json(secretReadsAs reading: ChecklyFaults.SecretReading) -> SandboxJSON {
        var members = settings
        members["id"] = .integer(id)
        members["created_at"] = .string("2026-01-01")
        members["environmentVariables"] = variables.map { variables in
            .array(variables.map { $0.variable.json(key: $0.key, secretReadsAs: reading) })
        }
        if variables == nil { members["environmentVariables"] = .null }
        members["projectBindings"] = .object(["owner": owner, "references": .array([])])
        return .object(members)
    }

    private var owner: SandboxJSON {
        guard isOwnedByCode else { return .null }
        return .object([
            "project": .object([
                "id": .string("11111111-1111-4111-8111-111111111111"),
                "logicalId": .string("monitoring"), "name": .string("monitoring"),
            ]),
            "binding": .object(["logicalId": .string("group-\(id)"), "pending": .bool(false)]),
        ])
    }
}
