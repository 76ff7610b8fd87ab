import Encodings
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Sandbox
import TestSupport
import Testing

/// A sandboxed KMS with one client and a listener that remembers what it was sent.
struct KMSBench {
    static let folder = KMSFolder(projectId: "p1", environment: "prod", secretPath: "/app")
    static let base = KMSFolder(projectId: "p1", environment: "prod", secretPath: "/base")

    let state: SandboxKMSState
    let clock = VirtualClock(standsStill: true)

    init(_ change: (inout KMSFaults) -> Void = { _ in }) async {
        var faults = KMSFaults.none
        change(&faults)
        let clock = clock
        state = SandboxKMSState(
            target: WebhookTarget(url: "http://listener", secret: "whsec_test_5f2a"),
            sender: SilentSender(),
            faults: faults,
            now: { clock.date }
        )
        await state.addClient(id: "client", secret: "open sesame")
    }

    func ask(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ body: String? = nil,
        token: String? = nil
    ) async throws -> Reply {
        let kms = SandboxKMS(state: state, logger: Logger(label: "sandbox"))
        var headers = HTTPFields()
        headers[.authorization] = token.map { "Bearer \($0)" }
        let sent = headers
        return try await Application(router: kms.router())
            .test(.router) { client in
                try await client.execute(
                    uri: uri,
                    method: method,
                    headers: sent,
                    body: body.map { ByteBuffer(string: $0) }
                ) { Reply($0) }
            }
    }

    func logIn() async throws -> String {
        let reply = try await ask(
            .post,
            "/api/v1/auth/universal-auth/login",
            #"{"clientId":"client","clientSecret":"open sesame"}"#
        )
        return try #require(reply.json["accessToken"].text)
    }

    /// Reads the folder `/app` as a machine does.
    func read(_ query: String = "", token: String? = nil) async throws -> Reply {
        var bearer = token
        if bearer == nil { bearer = try await logIn() }
        return try await ask(
            .get,
            "/api/v3/secrets/raw?workspaceId=p1&environment=prod&secretPath=/app\(query)",
            token: bearer
        )
    }

    /// A sender whose listener takes everything.
    private struct SilentSender: WebhookSending {
        func send(_: SignedWebhook, to _: String) async -> Int? { 202 }
    }
}
