internal import ChecklyClient
internal import EventLog
internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import LiveState
internal import ManagementAPI
internal import OutboundHTTP
internal import Projection
internal import SyncEngine
internal import SyncModel
internal import WebhookListener

extension ChecklySyncServer {
    /// One of the two sides, ready to listen.
    func application(
        _ side: Side,
        _ address: ListenAddress,
        _ tls: TLSConfiguration?,
        _ announce: AsyncStream<(side: Side, port: Int)>.Continuation,
        _ http: HTTPServerBuilder,
        _ router: Router<some InitializableFromSource<ApplicationRequestContextSource>>
    ) throws -> Surface {
        let application = Application(
            router: router,
            server: try tls.map { try .tls(http, tlsConfiguration: $0) } ?? http,
            configuration: .init(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: MaximumAvailableConnections(side.connectionLimit)
            ),
            onServerRunning: { announce.yield((side, $0.localAddress?.port ?? address.port)) },
            logger: logger
        )
        return Surface(application: application, address: "\(address.host):\(address.port)")
    }

    /// What takes the deliveries.
    func listener(
        _ services: Services,
        _ refusals: RefusedDeliveries
    ) -> WebhookListener {
        WebhookListener(
            log: services.log,
            state: services.state,
            sealer: services.sealer,
            bodyLimit: settings.bodyLimit,
            nowMilliseconds: { Timestamp.now.milliseconds },
            refusals: refusals,
            logger: logger,
            onAnswer: { [metrics] in metrics.countDelivery(source: $0, status: $1) },
            onRefusal: { [refusalLog] in refusalLog.note(source: $0, reason: $1) },
            onSignedTime: { [metrics] in metrics.noteClockSkew(source: $0, seconds: $1) }
        )
    }

    /// What answers on the admin side.
    func managementAPI(
        _ services: Services,
        _ token: SecretValue,
        _ engine: SyncEngine,
        _ makeClient: @escaping @Sendable (SecretValue) -> ChecklyClient,
        _ desks: (reading: ReadingDesk, deliveries: DeliveryDesk, audit: AuditDesk),
        _ budget: RequestBudget,
        _ masterKeyID: String
    ) -> ManagementAPI {
        let (state, log) = (services.state, services.log)
        let file = settings.dataDirectory + "/events.sqlite"
        return ManagementAPI(
            log: services.log,
            state: state,
            sealer: services.sealer,
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
            metricsPage: { [metrics, activity = engine.activity] in
                let now = state.current
                var budgets: [String: Int] = [:]
                for account in Set(now.syncs.values.map(\.destination.accountID)) {
                    budgets[account] = await budget.remaining(account)
                }
                return metrics.text(
                    state: now,
                    head: log.head,
                    logByteCount: fileSize(file) + fileSize(file + "-wal"),
                    isWritable: log.isWritable,
                    budgets: budgets,
                    activity: { activity.activity(of: $0) }
                )
            },
            logger: logger
        )
    }

    /// What both sides present; nil for plain HTTP.
    func tlsConfiguration() throws(SettingsError) -> TLSConfiguration? {
        guard let certificate = settings.tlsCertificate, let key = settings.tlsKey else {
            return nil
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate)
            return .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            )
        } catch {
            throw .tlsFile(reason: "\(error)")
        }
    }
}

/// Answers the API's questions to Checkly with its client.
private struct ClientDirectory: ChecklyDirectory {
    let makeClient: @Sendable (SecretValue) -> ChecklyClient

    func accounts(
        apiKey: SecretValue
    ) async throws -> [(id: String, name: String, runtimeID: String?)] {
        try await makeClient(apiKey).accounts().map { ($0.id, $0.name, $0.runtimeID) }
    }

    func groups(
        apiKey: SecretValue,
        account: String
    ) async throws -> [(id: String, name: String)] {
        try await makeClient(apiKey).groups(account: account).map { ($0.id, $0.name) }
    }
}
