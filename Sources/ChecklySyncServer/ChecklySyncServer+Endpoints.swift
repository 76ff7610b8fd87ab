internal import APIRoutes
internal import APIServing
internal import ChecklyClient
internal import Dashboard
internal import Encodings
internal import EventLog
internal import FolderFetching
internal import Hummingbird
internal import HummingbirdCore
internal import InboundHTTP
internal import KMSClients
internal import LiveLog
internal import LogIntegrity
internal import ManagementAPI
internal import Notifications
internal import OutboundHTTP
internal import Pages
internal import Projection
internal import Prometheus
internal import Settings
internal import SyncEngine
internal import SyncModel
internal import WebhookListener

extension ChecklySyncServer {
    /// How long a request that creates a sync waits for a key management system to say whether its
    /// folder is there.
    private static let probeLimit = Duration.seconds(5)

    /// Where the admin API is served.
    func adminEndpoint(
        _ api: ManagementAPI,
        _ parts: ServerParts,
        _ announce: AsyncStream<PortAnnouncing.Port>.Continuation
    ) throws -> EndpointService {
        let server = api.server(
            Endpoint.admin.limits,
            hosts: try adminHosts,
            certificate: parts.opened.certificates.admin
        )
        let router = api.router()
        if settings.dashboard == .on {
            try dashboard(of: api, parts).add(to: router)
        }
        return endpoint(.admin, settings.adminListen, announce, parts.ports, server, router)
    }

    /// The pages for browsers, which ask the API in process.
    private func dashboard(of api: ManagementAPI, _ parts: ServerParts) throws -> Dashboard {
        let inProcess = api.inProcess
        let log = parts.openLog.log
        return try Dashboard(
            api: APIAccess(
                perform: { request, caller async throws(APIError) in
                    try await inProcess.perform(request, as: caller.on("dashboard"))
                },
                text: { request, caller async throws(APIError) in
                    let text = try await inProcess.text(request, as: caller.on("dashboard"))
                    return Download(
                        name: text.fileName ?? request.route.id,
                        type: text.type,
                        write: text.write
                    )
                },
                caller: { inProcess.caller(token: $0) },
                isValid: { inProcess.isValid($0) },
                callerOfCode: { [codes = api.loginCodes, now = system.now] in
                    codes.take($0, at: now())
                },
                executor: inProcess.executor,
                background: inProcess.background
            ),
            isSecure: parts.opened.certificates.admin != nil,
            version: Product.version,
            head: { log.head.number },
            webhookAddress: { [self] in addresses(parts.ports).senders },
            isBusy: { [verifications = parts.verifications] in verifications.hasNews },
            now: system.now,
            clock: system.clock,
            makeUUID: system.makeUUID,
            logger: logger
        )
    }

    /// Where deliveries arrive.
    func webhookEndpoint(
        _ parts: ServerParts,
        _ listener: WebhookListener,
        _ announce: AsyncStream<PortAnnouncing.Port>.Continuation
    ) -> EndpointService {
        let server = listener.server(
            Endpoint.webhooks.limits,
            certificate: parts.opened.certificates.webhooks
        )
        let router = listener.router(probe: parts.probe)
        return endpoint(.webhooks, settings.webhookListen, announce, parts.ports, server, router)
    }

    private func endpoint(
        _ endpoint: Endpoint,
        _ address: ListenAddress,
        _ announce: AsyncStream<PortAnnouncing.Port>.Continuation,
        _ ports: ListeningPorts,
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
            // One that was closed meanwhile has no address.
            onServerRunning: { channel in
                guard let port = channel.localAddress?.port else { return }
                ports.note(endpoint, port)
                announce.yield((endpoint, port))
            },
            logger: logger
        )
        return EndpointService(
            application: application,
            address: "\(address.host):\(address.port)",
            stopDeadline: endpoint.limits.drainDeadline + .seconds(1),
            clock: system.clock,
            logger: logger
        )
    }

    /// Takes deliveries, over HTTP and from this process.
    func listener(_ parts: ServerParts) -> WebhookListener {
        WebhookListener(
            log: parts.openLog.log,
            state: parts.openLog.state,
            sealer: parts.openLog.sealer,
            bodyLimit: settings.bodyLimit,
            nowMilliseconds: { [system] in system.now().milliseconds },
            refusals: parts.refusals,
            repeated: parts.repeated,
            unverified: UnverifiedBytes(limit: settings.unverifiedLimit),
            proxies: TrustedProxies(settings.trustedProxies) ?? .none,
            logger: logger,
            onAnswer: { [metrics] in metrics.deliveries.count(source: $0, status: $1) },
            onRefusal: { [refusalLog] in refusalLog.note(source: $0, reason: $1) },
            onSignedTime: { [metrics] in
                metrics.deliveries.noteClockSkew(source: $0, seconds: $1)
            }
        )
    }

    func managementAPI(_ parts: ServerParts, _ listener: WebhookListener) -> ManagementAPI {
        let (state, log, engine) = (parts.openLog.state, parts.openLog.log, parts.engine)
        let budget = parts.checkly.budget
        let file = settings.dataDirectory + "/events.sqlite"
        return ManagementAPI(
            log: log,
            state: state,
            sealer: parts.openLog.sealer,
            token: parts.opened.token,
            checkly: ClientDirectory(makeClient: parts.checkly.makeClient),
            now: system.now,
            makeUUID: system.makeUUID,
            stateHash: { stateHash($0) },
            awaitPush: { syncID, position in
                // Followed before the first look, so that an end in between is not missed.
                let changes = state.changes()
                var push = AwaitedPush(syncID, askedFor: position)
                if push.hasEnded(state, log.reader) { return }
                for await _ in changes where push.hasEnded(state, log.reader) { return }
            },
            makePlan: { syncID, position, onlyKept in
                try await engine.plan(syncID, asOf: position, onlyKept: onlyKept)
                    .map { ($0, id: $0.id) }
            },
            makeDraftPlan: { draft in
                try await engine.plan(draft: draft).map { ($0, id: $0.id) }
            },
            activity: { [activity = engine.activity] in activity.activity(of: $0) },
            fetches: folderFetches(parts),
            refusedDeliveries: { [refusals = parts.refusals] in refusals.newestFirst },
            repeated: parts.repeated,
            signing: logSigning(parts.checkpoints, parts.opened),
            verifying: logVerifying(parts.verifications),
            testing: sourceTesting(listener, parts.transport),
            facts: facts(parts),
            notifier: parts.notifier,
            keepAdminToken: adminTokenKeeping(parts.opened),
            rotateMasterKey: { [masterKey = parts.opened.masterKey] actor in
                try await masterKey.rotate(by: actor).map { ($0.keyID, $0.keyCount) }
            },
            isMetricsOpen: settings.metricsAccess == .open,
            hasDashboard: settings.dashboard == .on,
            metricsPage: {
                [
                    metrics, system, settings, backups = parts.backups, activity = engine.activity,
                    notifier = parts.notifier
                ] in
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
                    activity: { activity.activity(of: $0) },
                    figures: ServerFigures(
                        version: Product.version,
                        process: .current(at: system.now()),
                        newestBackup: backups.newest,
                        diskFree: DiskSpace(of: settings.dataDirectory)?.free,
                        failingNotifications: notifier.failing
                    )
                )
            },
            settings: { [settings] in settings.json },
            serverItems: { [settings, backups = parts.backups] in
                backups.items + Self.diskItems(settings.dataDirectory)
            },
            probe: parts.probe,
            logger: logger
        )
    }

    /// Keeps a new token of the administrator; nil if the settings say which one counts.
    private func adminTokenKeeping(
        _ opened: OpenedDirectory
    ) -> (@Sendable (SecretValue) throws -> Void)? {
        if settings.adminToken != nil { return nil }
        return { try opened.directory.replaceAdminToken(with: $0) }
    }

    /// Answers the API's questions to key management systems.
    private func folderFetches(_ parts: ServerParts) -> FolderFetches {
        let (fetching, transport, journal) = (parts.fetching, parts.transport, parts.journal)
        let clock = system.clock
        return FolderFetches(
            lastFetch: { id in
                let entry = journal.entry(id)
                return (entry.lastFetchedAt, entry.nextTryAt)
            },
            isMissing: { await fetching.probe($0, within: Self.probeLimit) == .folderMissing },
            problem: { await fetching.probe($0, within: Self.probeLimit) },
            loginRefusal: { client in
                await KMSClients.loginRefusal(
                    by: client.api,
                    at: client.baseURL,
                    clientID: client.id,
                    clientSecret: client.secret,
                    transport: transport,
                    within: Self.probeLimit,
                    clock: clock
                )
            }
        )
    }

    /// The host names that the admin endpoint accepts: those of this machine, its own address, and
    /// those from the settings.
    var adminHosts: HostNames {
        get throws(SettingsError) {
            let listen = settings.adminListen.host
            let own = IPAddress(listen)?.isUnspecified == true ? [] : [listen]
            guard let hosts = HostNames(own + settings.adminHosts) else {
                throw .malformed(
                    name: Setting.adminListen.name,
                    value: listen,
                    expected: "an address such as 127.0.0.1:8081"
                )
            }
            return hosts
        }
    }
}

/// Answers the API's questions to Checkly.
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
