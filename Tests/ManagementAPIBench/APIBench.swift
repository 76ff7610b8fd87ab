package import APIServing
package import Encodings
package import EventLog
internal import Foundation
package import HTTPTypes
internal import Hummingbird
internal import HummingbirdTesting
internal import InboundHTTP
package import LiveLog
internal import Logging
package import ManagementAPI
internal import NIOCore
package import Projection
package import Reconciliation
package import SecretSealing
package import SyncModel
package import Synchronization
internal import TestSupport
internal import Testing
package import WebhookSignatures

/// An API over a real log in a directory of its own.
package final class APIBench: Sendable {
    package static let token = "bench-token"
    package static let goodKey = "cu_good"

    package struct Reply {
        package var status: Int
        package var headers: HTTPFields
        package var text: String
        package var json: JSONValue
    }

    /// Knows one key.
    private struct Directory: ChecklyDirectory {
        enum Refusal: ExplainedError {
            case key
            var code: String { "checkly-credentials" }
            var message: String { "Checkly does not accept the API key." }
            var hint: String { "Give another." }
        }

        func accounts(
            apiKey: SecretValue
        ) async throws -> [(id: String, name: String, runtimeID: String?)] {
            guard apiKey.reveal() == APIBench.goodKey else { throw Refusal.key }
            return [("a-1", "First", "2025.04")]
        }

        func groups(
            apiKey: SecretValue,
            account: String
        ) async throws -> [(id: String, name: String)] {
            guard account == "a-1" else { throw Refusal.key }
            return [("7", "Group")]
        }
    }

    /// Why no plan can be made; nil when one can.
    package final class PlanProblem: Sendable {
        package let current = Mutex<PushProblem?>(nil)
        /// Why the push of a plan would be refused; nil when it would not.
        package let refusal = Mutex<PushProblem?>(nil)
        /// Whether plans also delete something.
        package let deletes = Mutex(false)
        /// What a plan of a kept listing meets; nil if there is one.
        package let kept = Mutex<PushProblem?>(nil)
    }

    package let planProblem = PlanProblem()
    package let state = CurrentState()
    /// Where the log is.
    package let directory: String
    package let log: EventLog
    package let sealer: SecretSealer
    package let api: ManagementAPI

    package init(
        fetches: FolderFetches = .none,
        historyScanLimit: Int64 = 50_000,
        activity: @escaping @Sendable (_ syncID: String) -> RunActivity? = { _ in nil },
        refusedDeliveries: @escaping @Sendable () -> [RefusedDelivery] = { [] },
        repeated: RepeatedDeliveries = RepeatedDeliveries(),
        signing: LogSigning = .none,
        verifying: LogVerifying = .none,
        testing: SourceTesting = .none,
        facts: ServerFacts = .none,
        keepAdminToken: (@Sendable (SecretValue) throws -> Void)? = nil,
        rotateMasterKey: ManagementAPI.RotateMasterKey? = nil,
        now: @escaping @Sendable () -> Timestamp = {
            VirtualClock.epoch
        },
        clock: @escaping @Sendable () -> Timestamp = {
            VirtualClock.epoch
        }
    ) throws {
        let files = try TestLog()
        let state = state
        let log = try files.open(now: clock, onCommit: { state.apply($0) })
        let sealer = try TestLog.sealer(of: log)
        directory = files.directory
        self.log = log
        self.sealer = sealer
        api = ManagementAPI(
            log: log,
            state: state,
            sealer: sealer,
            token: SecretValue(Self.token),
            checkly: Directory(),
            now: now,
            makeUUID: { UUID().uuidString.lowercased() },
            stateHash: { "hash of \($0.position.number)" },
            awaitPush: { _, _ in },
            makePlan: { [problem = planProblem] syncID, position, onlyKept in
                if onlyKept, let problem = problem.kept.withLock(\.self) { throw problem }
                if let problem = problem.current.withLock(\.self) { throw problem }
                var plan = Self.plan(syncID, position ?? log.head, problem.deletes.withLock(\.self))
                plan.problem = problem.refusal.withLock(\.self)
                return (plan, id: "\(syncID)-abc" + (position.map { "@\($0.number)" } ?? ""))
            },
            makeDraftPlan: { [log, problem = planProblem] draft in
                if let problem = problem.current.withLock(\.self) { throw problem }
                var plan = Self.plan(draft.id, log.head, problem.deletes.withLock(\.self))
                plan.problem = problem.refusal.withLock(\.self)
                return (plan, id: "\(draft.id)-abc")
            },
            activity: activity,
            fetches: fetches,
            refusedDeliveries: refusedDeliveries,
            repeated: repeated,
            signing: signing,
            verifying: verifying,
            testing: testing,
            facts: facts,
            keepAdminToken: keepAdminToken,
            rotateMasterKey: rotateMasterKey,
            historyScanLimit: historyScanLimit,
            metricsPage: { "checkly_sync_syncs 0\n" },
            settings: {
                .list([
                    .object([
                        "name": .text("CHECKLY_SYNC_DATA"), "value": .text("/data"),
                        "isSecret": .bool(false), "isSet": .bool(true),
                        "origin": .text("flag"),
                    ])
                ])
            },
            probe: HealthProbe(secret: TestLog.masterKey),
            logger: Logger(label: "bench")
        )
    }

    package static func plan(
        _ syncID: String,
        _ position: Position,
        _ deletes: Bool = false
    ) -> PlannedPush {
        let destination = Destination.account("a-1")
        var unchanged = Plan.Change(action: .unchanged, key: "B", why: .asLastWritten, cause: nil)
        unchanged.origin = DesiredEntry.Origin(sourceKey: "B", importedFrom: .sample("/lib"))
        let gone = Plan.Change(action: .delete, key: "OLD", why: .notInSource, cause: nil)
        let changes =
            [
                Plan.Change(
                    action: .create,
                    key: "A",
                    why: .newInSource,
                    cause: Position(3),
                    fingerprint: Fingerprint(text: "fp1:00")
                ),
                unchanged,
            ] + (deletes ? [gone] : [])
        return PlannedPush(
            syncID: syncID,
            asOf: position,
            parts: [
                .init(
                    destination: destination,
                    isCurrent: true,
                    plan: Plan(changes: changes),
                    listedAt: VirtualClock.epoch
                )
            ],
            requestCount: 2
        )
    }

    package func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        token: String? = APIBench.token
    ) async throws -> Reply {
        try await call(method, path, body, authorization: token.map { "Bearer \($0)" })
    }

    package func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        authorization: String?
    ) async throws -> Reply {
        var headers: HTTPFields = [:]
        headers[.authorization] = authorization
        let fields = headers
        return try await Application(router: api.router())
            .test(.router) { client in
                try await client.execute(
                    uri: path,
                    method: method,
                    headers: fields,
                    body: body.map { ByteBuffer(string: $0) }
                ) { response in
                    let text = String(buffer: response.body)
                    return Reply(
                        status: response.status.code,
                        headers: response.headers,
                        text: text,
                        json: (try? JSONValue.parse(Array(text.utf8))) ?? .null
                    )
                }
            }
    }

    /// Makes a connection and gives its id; the test ends with what the API says if it refuses.
    package func connect(_ name: String = "main") async throws -> String {
        let reply = try await askForConnection(name)
        return try #require(reply.json["appConnection"]?["id"]?.string, "\(reply.text)")
    }

    package func askForConnection(_ name: String) async throws -> Reply {
        try await call(
            .post,
            "/api/v1/app-connections/checkly",
            #"{"name":"\#(name)","method":"api-key","credentials":{"apiKey":"cu_good"}}"#
        )
    }

    /// A create body for a sync, with more members or others.
    package static func sync(
        _ connection: String,
        _ name: String = "one",
        more: String = ""
    ) -> String {
        #"{"name":"\#(name)","projectId":"p","connectionId":"\#(connection)","environment":"dev","#
            + #""secretPath":"/app","syncOptions":{"initialSyncBehavior":"overwrite-destination"},"#
            + #""destinationConfig":{"accountId":"a-1"}\#(more)}"#
    }
}
