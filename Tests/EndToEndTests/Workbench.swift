import AdminClient
import Encodings
import Foundation
import Hummingbird
import Logging
import OutboundHTTP
import Sandbox
import SyncModel
import TestSupport
import WebhookSignatures

/// A directory, a sandbox Checkly and, when started, a server: all that a test goes through from
/// outside.
final class Workbench: Sendable {
    static let account = "11111111-2222-3333-4444-555555555555"
    static let apiKey = "cu_workbench"
    static let secret = SecretValue("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    static let token = "workbench-token"

    let data: String
    let checkly: SandboxChecklyState
    // One for all, since a client must be shut down and this one ends with the process.
    private static let sharedTransport = AsyncHTTPClientTransport()
    var transport: AsyncHTTPClientTransport { Self.sharedTransport }
    private let checklyPort: Int
    private let checklyTask: Task<Void, any Error>

    init() async throws {
        data = temporaryPath("e2e")
        let state = SandboxChecklyState()
        await state.addAccount(Self.account, named: "Workbench")
        await state.addAPIKey(Self.apiKey, accounts: [Self.account])
        checkly = state
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "sandbox")
        logger.logLevel = .critical
        let application = SandboxCheckly(state: state, logger: logger)
            .makeApplication(port: 0) {
                announce.yield($0)
            }
        checklyTask = Task(executorPreference: BackgroundThreads.shared) {
            try await application.run()
        }
        var port = 0
        for await announced in ports {
            port = announced
            break
        }
        checklyPort = port
    }

    deinit {
        checklyTask.cancel()
    }

    func start(
        data directory: String? = nil,
        arguments: [String] = [],
        environment: [String: String] = [:],
        fileSizeLimit: Int? = nil
    ) async throws -> ServerProcess {
        let own = [
            "CHECKLY_API_URL": "http://127.0.0.1:\(checklyPort)",
            "CHECKLY_SYNC_ADMIN_TOKEN": Self.token,
        ]
        return try await ServerProcess(
            data: directory ?? data,
            arguments: arguments,
            environment: own.merging(environment) { $1 },
            fileSizeLimit: fileSizeLimit
        )
    }

    /// The admin API of a server.
    func api(_ server: ServerProcess) -> AdminAPI {
        AdminAPI(server: "http://127.0.0.1:\(server.ports.admin)", token: Self.token)
    }

    /// Calls the admin API with what its client cannot ask, or where it may refuse.
    func call(
        _ method: String,
        _ path: String,
        _ body: CanonicalValue? = nil,
        on server: ServerProcess
    ) async throws -> JSONValue {
        let response = try await transport.send(
            OutboundRequest(
                method: method,
                url: "http://127.0.0.1:\(server.ports.admin)\(path)",
                headers: [("authorization", "Bearer \(Self.token)")],
                body: body.map { Array($0.jsonText.utf8) },
                deadline: .seconds(300)
            )
        )
        return try JSONValue.parse(response.body)
    }

    /// What the admin side answers to a GET.
    func text(_ path: String, of server: ServerProcess) async throws -> String {
        let url = "http://127.0.0.1:\(server.ports.admin)\(path)"
        let response = try await transport.send(
            OutboundRequest(
                method: "GET",
                url: url,
                headers: [("authorization", "Bearer \(Self.token)")],
                body: nil
            )
        )
        return String(decoding: response.body, as: UTF8.self)
    }

    /// Posts a signed event; gives status and answer, or nil when the connection broke.
    func deliver(
        id: String,
        _ changes: [CanonicalValue],
        to server: ServerProcess
    ) async throws -> (status: Int, answer: JSONValue)? {
        let body = CanonicalValue.object([
            "specversion": .text("1.0"), "id": .text(id), "source": .text("/bench"),
            "type": .text("secrets.changed"),
            "data": .object([
                "projectId": .text("p"), "environment": .text("dev"), "secretPath": .text("/app"),
                "changes": .list(changes),
            ]),
        ])
        let bytes = Array(body.jsonText.utf8)
        let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let headers = try SignatureSigner(scheme: SignaturePreset.standardWebhooks.scheme)
            .headers(forBody: bytes, secret: Self.secret, at: now, id: id)
        let request = OutboundRequest(
            method: "POST",
            url: "http://127.0.0.1:\(server.ports.webhooks)/webhooks/bench",
            headers: headers + [("content-type", "application/cloudevents+json")],
            body: bytes
        )
        guard let response = try? await transport.send(request) else { return nil }
        return (response.status, try JSONValue.parse(response.body))
    }

    /// Runs a command of the program against a server, with JSON for its output.
    func program(
        _ arguments: String...,
        on server: ServerProcess
    ) async throws -> (status: Int32, said: String) {
        try await runProgram(
            arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)", "-o", "json"],
            environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Self.token]
        )
    }

    static func set(_ key: String, _ value: String) -> CanonicalValue {
        .object(["op": .text("set"), "key": .text(key), "value": .text(value)])
    }

    /// Makes a source, a connection and a sync; gives the sync's id.
    func setUp(_ server: ServerProcess) async throws -> String {
        let api = api(server)
        _ = try await api.createSource(
            .object([
                "name": .text("bench"), "preset": .text("standard-webhooks"),
                "secrets": .list([.text(Self.secret.reveal())]),
            ])
        )
        let connection = try await api.createConnection(
            .object([
                "name": .text("bench"), "method": .text("api-key"),
                "credentials": .object(["apiKey": .text(Self.apiKey)]),
            ])
        )
        let sync = try await api.createSync(
            .object([
                "name": .text("bench"), "projectId": .text("p"), "environment": .text("dev"),
                "secretPath": .text("/app"),
                "connectionId": .text(connection["id"]?.string ?? ""),
                "syncOptions": .object(["initialSyncBehavior": .text("overwrite-destination")]),
                "destinationConfig": .object(["accountId": .text(Self.account)]),
            ])
        )
        return sync["secretSync"]?["id"]?.string ?? ""
    }

    /// Asks for a push and returns when it ended.
    func push(_ sync: String, on server: ServerProcess) async throws -> JSONValue {
        try await call(
            "POST",
            "/api/v1/secret-syncs/checkly/\(sync)/sync-secrets?wait=pushed",
            on: server
        )
    }

    /// Every byte of every file in the data directory.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: data) {
            files[name] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: data + "/" + name)))
        }
        return files
    }
}
