/// One account of the sandbox with all its content.
struct SandboxAccount: Sendable {
    let id: String
    let name: String
    var variables: [String: StoredVariable] = [:]
    var groups: [Int: SandboxGroup] = [:]

    var json: SandboxJSON {
        .object([
            "id": .string(id), "name": .string(name), "runtimeId": .string("2025.04"),
            "plan": .string("team"), "planDisplayName": .string("Team"),
            "settings": .object([:]), "alertSettings": .object([:]), "features": .array([]),
        ])
    }
}
