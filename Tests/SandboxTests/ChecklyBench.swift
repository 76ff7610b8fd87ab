import Encodings
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Sandbox
import TestSupport
import Testing

/// A sandboxed Checkly with one account, one key, and a check of every answer against the schema.
struct ChecklyBench {
    static let account = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    static let key = "cu_sandbox"

    let state: SandboxChecklyState
    let clock = VirtualClock(standsStill: true)
    private let schema: OpenAPISchema

    init(_ change: (inout ChecklyFaults) -> Void = { _ in }) async throws {
        var faults = ChecklyFaults.none
        change(&faults)
        let clock = clock
        state = SandboxChecklyState(faults: faults, now: { clock.date })
        schema = try OpenAPISchema.checkly.get()
        await state.addAccount(Self.account, named: "Sandbox")
        await state.addAPIKey(Self.key, accounts: [Self.account])
    }

    var application: some ApplicationProtocol {
        let checkly = SandboxCheckly(state: state, logger: Logger(label: "sandbox"))
        return Application(router: checkly.router())
    }

    /// Asks, and holds the answer against Checkly's description unless told not to.
    func ask(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ body: String? = nil,
        key: String? = key,
        account: String? = account,
        fitsSchema: Bool = true
    ) async throws -> Reply {
        var headers = HTTPFields()
        headers[.authorization] = key.map { "Bearer \($0)" }
        if let name = HTTPField.Name("x-checkly-account") { headers[name] = account }
        let sent = headers
        let reply = try await application.test(.router) { client in
            try await client.execute(
                uri: uri,
                method: method,
                headers: sent,
                body: body.map { ByteBuffer(string: $0) }
            ) { Reply($0) }
        }
        if fitsSchema, reply.isJSON, !uri.hasPrefix("/sandbox") {
            let problems = schema.problems(
                in: reply.json,
                answering: method.rawValue,
                Self.template(of: uri),
                status: reply.status
            )
            #expect(problems == [], "\(method) \(uri) answered \(reply.status)")
        }
        return reply
    }

    func set(_ key: String, _ variable: StoredVariable) async {
        await state.setVariable(key, to: variable, account: Self.account)
    }

    func variable(_ key: String) async -> StoredVariable? {
        await state.variables(account: Self.account)[key]
    }

    private static func template(of uri: String) -> String {
        let path = uri.split(separator: "?").first ?? ""
        let segments = path.split(separator: "/").map { String($0) }
        guard segments.count > 2, segments[2] != "me" else {
            return "/" + segments.joined(separator: "/")
        }
        let parameter =
            switch segments[1] {
            case "variables": "{key}"
            case "accounts": "{accountId}"
            case _: "{id}"
            }
        return "/\(segments[0])/\(segments[1])/\(parameter)"
    }
}
