import APIRoutes
import APIServing
import Dashboard
import Encodings
import EventLog
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InboundHTTP
import LiveLog
import Logging
import LogModels
import ManagementAPI
import ManagementAPIBench
import NIOCore
import Pages
import SyncModel
import Synchronization
import TestSupport
import WebhookSignatures

/// The dashboard over a real API and log, asked as a browser asks.
final class DashboardBench: Sendable {
    struct Reply {
        var status: Int
        var headers: HTTPFields
        var text: String

        /// The secret of the session that the reply begins; nil if it begins none.
        var session: String? {
            let header = headers[.setCookie] ?? ""
            guard header.hasPrefix("checkly_sync_session=") else { return nil }
            let value = header.split(separator: ";")[0].split(separator: "=").dropFirst().first
            return value.map(String.init)
        }

        /// The token against forged requests in the page's first form.
        var csrf: String? {
            text.firstMatch(of: /name="csrf" value="([0-9a-f]{64})"/).map { String($0.1) }
        }
    }

    /// The address of an earlier context, which the router's test does not know.
    struct Context: RemoteAddressRequestContext, ConnectionContext {
        var coreContext: CoreRequestContextStorage
        let channel: any Channel
        var remoteAddress: SocketAddress? { try? SocketAddress(ipAddress: "192.0.2.7", port: 1) }

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            channel = source.channel
        }
    }

    let api: APIBench
    let clock: VirtualClock
    private let dashboard: Dashboard

    init(
        isSecure: Bool = false,
        refusedDeliveries: @escaping @Sendable () -> [RefusedDelivery] = { [] },
        repeated: RepeatedDeliveries = RepeatedDeliveries()
    ) throws {
        let clock = VirtualClock()
        self.clock = clock
        api = try APIBench(
            refusedDeliveries: refusedDeliveries,
            repeated: repeated,
            verifying: Self.verifying(),
            testing: Self.testing,
            now: { clock.timestamp }
        )
        let (inProcess, log) = (api.api.inProcess, api.log)
        let codes = api.api.loginCodes
        dashboard = try Dashboard(
            api: APIAccess(
                perform: { request, caller async throws(APIError) in
                    try await inProcess.perform(request, as: caller)
                },
                text: { request, caller async throws(APIError) in
                    let text = try await inProcess.text(request, as: caller)
                    return Download(
                        name: text.fileName ?? request.route.id,
                        type: text.type,
                        write: text.write
                    )
                },
                caller: { inProcess.caller(token: $0) },
                isValid: { inProcess.isValid($0) },
                callerOfCode: { codes.take($0, at: clock.timestamp) },
                executor: inProcess.executor,
                background: inProcess.background
            ),
            isSecure: isSecure,
            version: "1.2.3",
            head: { log.head.number },
            webhookAddress: { "https://hooks.test" },
            isBusy: { false },
            now: { clock.timestamp },
            clock: ContinuousClock(),
            makeUUID: { "00000000-0000-4000-8000-000000000000" },
            logger: Logger(label: "dashboard")
        )
    }

    private final class Starts: Sendable {
        let count = Mutex(0)
    }

    /// A verification that has found something and does not end, so it can be started once only.
    private static func verifying() -> LogVerifying {
        var found = LogVerification(id: "v-1", startedBy: "eye", startedAt: VirtualClock.epoch)
        found.problems = [AuditProblem(position: 3, kind: .leafDiffers, message: "it differs")]
        (found.position, found.through) = (Position(5), Position(10))
        let (one, starts) = (found, Starts())
        return LogVerifying(
            start: { _ in
                starts.count.withLock { count in
                    count += 1
                    return count == 1 ? one : nil
                }
            },
            newestFirst: { [one] },
            cancel: { $0 == one.id ? one : nil }
        )
    }

    /// Gives no response, whatever is sent.
    private static let testing = SourceTesting(
        publicURL: "https://hooks.test",
        inside: { _, _ in SourceTesting.Answer(status: 500, body: "{}") },
        post: { _, _ in
            SourceTesting.Answer(noneBecause: (code: "no-answer", message: "No.", hint: "Look."))
        }
    )

    /// Sends a request as a page of the dashboard would, unless the headers say otherwise.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        form: [(String, String)]? = nil,
        session: String? = nil,
        preferences: String? = nil,
        headers more: [(String, String?)] = []
    ) async throws -> Reply {
        var fields: [(String, String?)] = [
            ("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html"),
        ]
        var cookies: [String] = []
        if let session { cookies.append("checkly_sync_session=\(session)") }
        if let preferences { cookies.append("checkly_sync_preferences=\(preferences)") }
        if !cookies.isEmpty { fields.append(("Cookie", cookies.joined(separator: "; "))) }
        if form != nil { fields.append(("Content-Type", "application/x-www-form-urlencoded")) }
        var headers: HTTPFields = [:]
        for (name, value) in fields + more {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let sent = headers
        let body = form?.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }
            .joined(separator: "&")
        let router = Router(context: Context.self)
        dashboard.add(to: router)
        return try await Application(router: router)
            .test(.router) { client in
                try await client.execute(
                    uri: path,
                    method: method,
                    headers: sent,
                    body: body.map { ByteBuffer(string: $0) }
                ) { response in
                    Reply(
                        status: response.status.code,
                        headers: response.headers,
                        text: String(buffer: response.body)
                    )
                }
            }
    }

    /// Signs in with a token and gives the secret of the session; nil if it is refused.
    func signIn(_ token: String = APIBench.token) async throws -> String? {
        try await send(.post, "/login", form: [("token", token)]).session
    }
}
