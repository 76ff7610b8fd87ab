import AdminClient
internal import Encodings
import SyncModel

/// The part of the demo that uses the admin API.
extension DemoStory {
    /// Creates a source, a connection and two syncs.
    ///
    /// - Returns: The ids of the syncs.
    func setUp(_ api: AdminAPI, secret: String) async throws -> [String] {
        _ = try await api.createSource(
            .object([
                "name": .text(Self.source), "preset": .text("standard-webhooks"),
                "payload": .text("secret-events"), "secrets": .list([.text(secret)]),
            ])
        )
        printError("source \(Self.source): standard-webhooks, secret-events")
        let connection = try await api.createConnection(
            .object([
                "name": .text("sandbox"), "method": .text("api-key"),
                "credentials": .object(["apiKey": .text(SandboxNames.apiKey)]),
            ])
        )
        guard let id = connection["id"]?.string else {
            throw CommandError.notUnderstood(what: "The answer about the connection")
        }
        printError("connection sandbox: \(id)")
        return [
            try await addSync(
                "app-to-checkly",
                of: ("dev", "/app"),
                schema: "APP_{{secretKey}}",
                id,
                api
            ),
            try await addSync(
                "shared-to-checkly",
                of: ("prod", "/shared"),
                schema: "{{environment}}_{{secretKey}}",
                id,
                api
            ),
        ]
    }

    private func addSync(
        _ name: String,
        of folder: (environment: String, path: String),
        schema: String,
        _ connection: String,
        _ api: AdminAPI
    ) async throws -> String {
        let answer = try await api.createSync(
            .object([
                "name": .text(name), "projectId": .text(Self.project),
                "connectionId": .text(connection), "environment": .text(folder.environment),
                "secretPath": .text(folder.path), "isAutoSyncEnabled": .bool(true),
                "syncOptions": .object([
                    "initialSyncBehavior": .text("overwrite-destination"),
                    "keySchema": .text(schema),
                ]),
                "destinationConfig": .object([
                    "accountId": .text(SandboxNames.account), "accountName": .text("Sandbox"),
                ]),
            ])
        )
        guard let id = answer["secretSync"]?["id"]?.string else {
            throw CommandError.notUnderstood(what: "The answer about sync \(name)")
        }
        printError("sync \(name): \(folder.environment) \(folder.path) as \(schema)")
        return id
    }
}
