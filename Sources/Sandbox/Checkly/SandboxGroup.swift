internal import Encodings

/// A check group: its variables in order and all other settings as sent.
package struct SandboxGroup: Sendable, Equatable {
    package let id: Int
    /// All members except the variables.
    package var settings: [String: SandboxJSON]
    /// The group's variables in order; nil is shown as `null`.
    package var variables: [SandboxGroupVariable]?
    /// Whether a Checkly CLI project owns the group.
    package var isOwnedByCode: Bool
    /// The number of writes through the API.
    var revision = 0

    /// Makes a group with Checkly's own defaults for omitted settings.
    package init(
        id: Int,
        name: String,
        settings: [String: SandboxJSON] = [:],
        variables: [SandboxGroupVariable]? = nil,
        isOwnedByCode: Bool = false
    ) {
        self.id = id
        self.settings = Self.defaults(inVersion: "v2").merging(settings) { _, given in given }
        self.settings["name"] = .string(name)
        self.variables = variables
        self.isOwnedByCode = isOwnedByCode
    }

    /// The group's name.
    package var name: String { settings["name"]?.string ?? "" }

    func json(readingAs faults: ChecklyFaults) -> SandboxJSON {
        var members = settings
        members["id"] = .integer(id)
        members["created_at"] = .string("2026-01-01")
        members["updated_at"] = revision == 0 ? .null : .string(updatedAt)
        // Checkly documents these as an object if they are present at all.
        if members["alertSettings"] == .null { members["alertSettings"] = nil }
        members["environmentVariables"] = variables.map { variables in
            .array(variables.map { $0.variable.json(key: $0.key, readingAs: faults) })
        }
        if variables == nil { members["environmentVariables"] = .null }
        members["projectBindings"] = .object(["owner": owner, "references": .array([])])
        return .object(members)
    }

    private var updatedAt: String {
        let seconds = revision % 60
        return "2026-01-02T00:00:\(seconds < 10 ? "0" : "")\(seconds).000Z"
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
