internal import Encodings
internal import ChecklyClient
internal import EventLog
internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
internal import InboundHTTP
internal import LiveLog
internal import ManagementAPI
internal import OutboundHTTP
internal import Projection
internal import SyncEngine
internal import SyncModel
internal import WebhookListener

extension ChecklySyncServer {
    /// One of the two endpoints, ready to listen.
    func application(
        _ endpoint: Endpoint,
        _ address: ListenAddress,
        _ announce: AsyncStream<(endpoint: Endpoint, port: Int)>.Continuation,
        _ http: HTTPServerBuilder,
        _ router: Router<some InitializableFromSource<ApplicationRequestContextSource>>
    ) -> EndpointService {
        let application = Application(
            router: router,
            server: http,
            configuration: .init(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: MaximumAvailableConnections(endpoint.connectionLimit)
            ),
            onServerRunning: { announce.yield((endpoint, $0.localAddress?.port ?? address.port)) },
            logger: logger
        )
        return EndpointService(
            application: application,
            address: "\(address.host):\(address.port)",
            stopDeadline: endpoint.limits.drainDeadline + .seconds(1),
            logger: logger
        )
    }

    /// What takes the deliveries.
    func listener(
        _ openLog: OpenLog,
        _ refusals: RefusedDeliveries
    ) -> WebhookListener {
        WebhookListener(
            log: openLog.log,
            state: openLog.state,
            sealer: openLog.sealer,
            bodyLimit: settings.bodyLimit,
            nowMilliseconds: { Timestamp.now.milliseconds },
            refusals: refusals,
            unverified: UnverifiedBytes(limit: settings.unverifiedLimit),
            proxies: TrustedProxies(settings.trustedProxies) ?? .none,
            logger: logger,
            onAnswer: { [metrics] in metrics.countDelivery(source: $0, status: $1) },
            onRefusal: { [refusalLog] in refusalLog.note(source: $0, reason: $1) },
            onSignedTime: { [metrics] in metrics.noteClockSkew(source: $0, seconds: $1) }
        )
    }

    /// What answers on the admin endpoint.
    func managementAPI(
        _ openLog: OpenLog,
        _ token: SecretValue,
        _ engine: SyncEngine,
        _ makeClient: @escaping @Sendable (SecretValue) -> ChecklyClient,
        _ desks: (reading: ReadingDesk, deliveries: DeliveryDesk, audit: AuditDesk),
        _ budget: RequestBudget,
        _ masterKeyID: String,
        _ probe: HealthProbe
    ) -> ManagementAPI {
        let (state, log) = (openLog.state, openLog.log)
        let file = settings.dataDirectory + "/events.sqlite"
        return ManagementAPI(
            log: openLog.log,
            state: state,
            sealer: openLog.sealer,
            token: token,
            checkly: ClientDirectory(makeClient: makeClient),
            now: { .now },
            makeUUID: { UUID().uuidString.lowercased() },
            stateHash: { stateHash($0) },
            awaitPush: { syncID, position in
                // Followed before the first look, so that an end in between is not missed.
                let changes = state.changes()
                var push = AwaitedPush(syncID, askedFor: position)
                if push.hasEnded(state, log.reader) { return }
                for await _ in changes where push.hasEnded(state, log.reader) { return }
            },
            makePlan: { syncID, position in
                try await engine.plan(syncID, asOf: position).map { ($0, id: $0.id) }
            },
            makeDraftPlan: { draft in
                try await engine.plan(draft: draft).map { ($0, id: $0.id) }
            },
            activity: { [activity = engine.activity] in activity.activity(of: $0) },
            reading: desks.reading,
            deliveries: desks.deliveries,
            audit: desks.audit,
            masterKeyID: masterKeyID,
            isMetricsOpen: settings.metricsAccess == .open,
            metricsPage: { [metrics, activity = engine.activity] in
                let now = state.current
                var budgets: [String: Int] = [:]
                for account in Set(now.syncs.values.map(\.destination.accountID)) {
                    budgets[account] = await budget.remaining(account)
                }
                return metrics.text(
                    state: now,
                    head: log.head,
                    logByteCount: SystemFile.size(file) + SystemFile.size(file + "-wal"),
                    isWritable: log.isWritable,
                    budgets: budgets,
                    activity: { activity.activity(of: $0) }
                )
            },
            settings: { [settings] in settings.view },
            probe: probe,
            logger: logger
        )
    }

    /// The names that the admin endpoint answers for: those of this machine, its own address, and what
    /// the settings add.
    var adminHosts: HostNames {
        get throws(SettingsError) {
            let listen = settings.adminListen.host
            let own = IPAddress(listen)?.isUnspecified == true ? [] : [listen]
            guard let hosts = HostNames(own + settings.adminHosts) else {
                throw .malformed(
                    name: "CHECKLY_SYNC_ADMIN_LISTEN",
                    value: listen,
                    expected: "an address such as 127.0.0.1:8081"
                )
            }
            return hosts
        }
    }
}

/// Answers the API's questions to Checkly with its client.
private struct ClientDirectory: ChecklyDirectory {
    let makeClient: @Sendable (SecretValue) -> ChecklyClient

    func accounts(
        apiKey: SecretValue
    ) async throws -> [(id: String, name: String, runtimeID: String?)] {
        try await makeClient(apiKey).looking.accounts().map { ($0.id, $0.name, $0.runtimeID) }
    }

    func groups(
        apiKey: SecretValue,
        account: String
    ) async throws -> [(id: String, name: String)] {
        try await makeClient(apiKey).looking.groups(account: account).map { ($0.id, $0.name) }
    }
}
