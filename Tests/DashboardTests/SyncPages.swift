import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing
import WebhookSignatures

/// What the tests of a sync's pages have in common.
struct SyncPages {
    let bench: DashboardBench
    /// The secret of the session.
    let session: String
    /// The sync's id.
    let id: String

    /// Makes a sync and signs in as its administrator, or as an auditor.
    init(
        asAuditor: Bool = false,
        refusedDeliveries: @escaping @Sendable () -> [RefusedDelivery] = { [] },
        repeated: RepeatedDeliveries = RepeatedDeliveries()
    ) async throws {
        bench = try DashboardBench(refusedDeliveries: refusedDeliveries, repeated: repeated)
        id = try #require(try await bench.api.createSync()["id"]?.string)
        var token = APIBench.token
        if asAuditor {
            let made = try await bench.api.call(
                .post,
                "/api/v1/tokens",
                #"{"name":"eye","role":"auditor"}"#
            )
            token = try #require(made.json["token"]?["value"]?.string)
        }
        session = try #require(try await bench.signIn(token))
    }

    /// The path of one of its pages.
    func path(_ page: String = "") -> String { "/syncs/\(id)\(page)" }

    func get(_ path: String) async throws -> DashboardBench.Reply {
        try await bench.send(.get, path, session: session)
    }

    /// Sends a form with the token of the page that has it.
    func post(
        _ path: String,
        _ form: [(String, String)] = []
    ) async throws -> DashboardBench.Reply {
        let csrf = try #require(try await get("/syncs").csrf)
        return try await bench.send(
            .post,
            path,
            form: [("csrf", csrf)] + form,
            session: session
        )
    }

    /// The types of the events after a position.
    func events(after position: Position) async throws -> [String] {
        let reply = try await bench.api.call(
            .get,
            "/api/v1/events?after=\(position.number)&limit=1000"
        )
        return (reply.json["events"]?.array ?? []).compactMap { $0["type"]?.string }
    }

    /// Appends events of the source `hanzo`.
    func append(_ bodies: [EventBody]) async throws {
        _ = try await bench.api.log.append(
            AppendRequest(source: "hanzo", events: bodies.map { PendingEvent($0) })
        )
    }

    /// The sync as the API shows it.
    func sync() async throws -> JSONValue {
        let reply = try await bench.api.call(.get, "/api/v1/secret-syncs/checkly/\(id)")
        return reply.json["secretSync"] ?? .null
    }
}
