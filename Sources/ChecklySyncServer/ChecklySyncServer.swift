internal import ChecklyClient
internal import EventLog
internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import LiveState
package import Logging
internal import ManagementAPI
internal import NIOCore
internal import NIOSSL
internal import OutboundHTTP
internal import Projection
internal import SecretReaders
internal import ServiceLifecycle
internal import SourceReading
internal import SyncEngine
internal import SyncModel
internal import UnixSignals
internal import WebhookListener

/// The ports that a running server listens on.
package struct RunningAddresses: Sendable {
    package let webhookPort: Int
    package let adminPort: Int
}

/// Settings turned into running services; the only place where things are wired.
package struct ChecklySyncServer: Sendable {
    /// How many events may follow a snapshot before the next start would read too many.
    private static let snapshotInterval: Int64 = 20_000
    /// How often superseded values are looked at.
    private static let retentionInterval = Duration.seconds(3600)
    /// How long a request that creates a sync waits for a key management system to say whether its folder is there.
    private static let probeLimit = Duration.seconds(5)

    let settings: ServerSettings
    let logger: Logger
    private let metrics = Metrics()

    package init(settings: ServerSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// Serves until the task is cancelled or SIGTERM or SIGINT comes; then requests in flight finish, a push stops between
    /// two writes, and the state is kept for the next start.
    ///
    /// - Parameter onReady: Is called once, when both sides accept requests.
    /// - Throws: `SettingsError`, `EventLogError` or `SealingError` before anything is served.
    package func run(
        onReady: @escaping @Sendable (RunningAddresses) -> Void
    ) async throws {
        FileDescriptors.raiseLimit()
        let directory = try DataDirectory(settings.dataDirectory)
        if settings.masterKey == nil { try MasterKeyRotation.settle(directory) }
        let masterKey = try directory.masterKey(given: settings.masterKey)
        let token = try directory.adminToken(given: settings.adminToken)
        try directory.ensureCheckpointKey()
        let tls = try tlsConfiguration()
        let services = try Services.open(
            directory: directory,
            masterKey: masterKey,
            metrics: metrics
        )
        try await services.recordRotation(to: masterKey)
        try await CheckpointKeyRotation.settle(directory, services)
        try services.shredding.finish()
        logger.info("log open", metadata: ["head": "\(services.log.head.number)"])
        let transport = AsyncHTTPClientTransport()
        let checkpoints = try checkpointKeeping(services, directory, transport)
        var failure: (any Error)?
        do {
            try await serve(
                services,
                transport,
                checkpoints,
                token,
                tls,
                masterKeyID: services.keyID(of: masterKey),
                onReady: onReady
            )
        } catch is CancellationError {
            // The way a caller in the same process ends a server.
        } catch {
            failure = error
        }
        await services.log.close()
        saveSnapshot(of: services)
        await checkpoints.refresh(asksWitness: false)
        await transport.shutdown()
        if let failure { throw failure }
        logger.info("stopped")
    }

    /// Runs every service until they are told to end.
    private func serve(
        _ services: Services,
        _ transport: AsyncHTTPClientTransport,
        _ checkpoints: CheckpointKeeping,
        _ token: SecretValue,
        _ tls: TLSConfiguration?,
        masterKeyID: String,
        onReady: @escaping @Sendable (RunningAddresses) -> Void
    ) async throws {
        let budget = RequestBudget(limit: settings.requestsPerMinute)
        let makeClient = { @Sendable [settings, metrics] (apiKey: SecretValue) in
            ChecklyClient(
                baseURL: settings.checklyURL,
                apiKey: apiKey,
                transport: transport,
                budget: budget,
                onRequest: { metrics.countRequest($0) }
            )
        }
        try await assumeRecentRequests(services, budget)
        let (ports, announce) = AsyncStream.makeStream(of: (side: Side, port: Int).self)
        let engine = engine(services, makeClient)
        let journal = ReadingJournal()
        let reading = SourceReading(
            log: services.log,
            state: services.state,
            sealer: services.sealer,
            transport: transport,
            settings: .init(reconcileInterval: settings.reconcileInterval),
            journal: journal,
            now: { .now },
            clock: ContinuousClock(),
            logger: logger
        )
        let readingDesk = ReadingDesk(
            lastRead: { id in
                let entry = journal.entry(id)
                return (entry.lastReadAt, entry.nextTryAt)
            },
            isMissing: { await reading.probe($0, within: Self.probeLimit) == .folderMissing },
            problem: { await reading.probe($0, within: Self.probeLimit) }
        )
        let refusals = RefusedDeliveries(restoring: RefusalFile(settings.dataDirectory).load())
        let deliveries = listener(services, refusals)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: EngineService(engine: engine, state: services.state)),
                    .init(service: ReadingService(reading: reading)),
                    .init(
                        service: RefusalKeeping(
                            refusals: refusals,
                            file: RefusalFile(settings.dataDirectory),
                            logger: logger
                        )
                    ),
                    .init(
                        service: try application(
                            .admin,
                            settings.adminListen,
                            tls,
                            announce,
                            .http1(
                                configuration: .init(idleTimeout: .init(Side.admin.idleTimeout))
                            ),
                            managementAPI(
                                services,
                                token,
                                engine,
                                makeClient,
                                (
                                    readingDesk,
                                    DeliveryDesk(refused: { refusals.newestFirst }),
                                    auditDesk(checkpoints)
                                ),
                                budget,
                                masterKeyID
                            )
                            .router()
                        )
                    ),
                    .init(
                        service: try application(
                            .webhooks,
                            settings.webhookListen,
                            tls,
                            announce,
                            deliveries.server(idleTimeout: Side.webhooks.idleTimeout),
                            deliveries.router()
                        )
                    ),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        let announcing = Task {
            var found: [Side: Int] = [:]
            for await (side, port) in ports {
                found[side] = port
                if let webhooks = found[.webhooks], let admin = found[.admin] {
                    onReady(RunningAddresses(webhookPort: webhooks, adminPort: admin))
                    break
                }
            }
        }
        let snapshots = Task { await keepSnapshots(services) }
        let signing = settings.checkpointInterval.map { interval in
            Task { await checkpoints.run(every: interval, clock: ContinuousClock()) }
        }
        let retention = Task { await keepRetention(services) }
        defer {
            announcing.cancel()
            snapshots.cancel()
            signing?.cancel()
            retention.cancel()
        }
        try await group.run()
    }

    private func application(
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

    private func listener(
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
            onSignedTime: { [metrics] in metrics.noteClockSkew(source: $0, seconds: $1) }
        )
    }

    private func managementAPI(
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
                if state.hasAnswered(syncID, through: position) { return }
                for await _ in changes where state.hasAnswered(syncID, through: position) { return }
            },
            makePlan: { syncID, position in
                try await engine.plan(syncID, asOf: position).map { ($0, id: $0.id) }
            },
            reading: desks.reading,
            deliveries: desks.deliveries,
            audit: desks.audit,
            masterKeyID: masterKeyID,
            metricsPage: { [metrics] in
                let now = state.current
                var budgets: [String: Int] = [:]
                for account in Set(now.syncs.values.map(\.destination.accountID)) {
                    budgets[account] = await budget.remaining(account)
                }
                return metrics.text(
                    state: now,
                    head: log.head,
                    logByteCount: fileSize(file) + fileSize(file + "-wal"),
                    budgets: budgets
                )
            },
            logger: logger
        )
    }

    private func engine(
        _ services: Services,
        _ makeClient: @escaping @Sendable (SecretValue) -> ChecklyClient
    ) -> SyncEngine {
        SyncEngine(
            log: services.log,
            state: services.state,
            sealer: services.sealer,
            makeClient: makeClient,
            makeRunID: { UUID().uuidString.lowercased() },
            settings: .init(
                reconcileInterval: settings.reconcileInterval,
                listingAge: settings.listingAge,
                groupVariableLimit: settings.groupVariableLimit
            ),
            now: { .now },
            clock: ContinuousClock(),
            logger: logger
        )
    }

    /// Destroys at the start, and then every hour, what the retention no longer keeps.
    private func keepRetention(_ services: Services) async {
        guard let retention = settings.retention else { return }
        while !Task.isCancelled {
            do {
                let before = Timestamp.now.advanced(by: .zero - retention)
                let found = try await services.shredding.find(
                    .superseded(before: before, cause: .retention)
                )
                try await services.shredding.shred(found, by: Actor(type: "server"))
            } catch {
                logger.warning("values not destroyed", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.retentionInterval)
        }
    }

    private func keepSnapshots(_ services: Services) async {
        for await _ in services.state.changes(of: .distance(Self.snapshotInterval)) {
            saveSnapshot(of: services)
        }
    }

    /// A snapshot is a cache: one that cannot be written costs the next start some time and nothing else.
    private func saveSnapshot(of services: Services) {
        do {
            try services.saveSnapshot()
        } catch {
            logger.warning("snapshot not saved", metadata: ["error": "\(error)"])
        }
    }

    /// Counts what the last minute's events say was asked of Checkly, so that the maximum holds over a restart.
    private func assumeRecentRequests(
        _ services: Services,
        _ budget: RequestBudget
    ) async throws {
        let minuteAgo = Timestamp(microseconds: Timestamp.now.microseconds - 60_000_000)
        let head = services.log.head.number
        let recent = try services.log.reader.events(
            EventQuery(after: Position(max(0, head - 2000)), limit: 2000)
        )
        var counts: [String: Int] = [:]
        for event in recent where event.recordedAt > minuteAgo {
            guard let syncID = event.body.syncID, let sync = services.state.current.syncs[syncID]
            else { continue }
            // A write may have taken a PUT, a POST and another PUT.
            counts[sync.destination.accountID, default: 0] += 3
        }
        for (account, count) in counts { await budget.assumeUsed(count, of: account) }
    }

    private func tlsConfiguration() throws(SettingsError) -> TLSConfiguration? {
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

/// How many bytes a file has; 0 where there is none.
private func fileSize(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
}

/// One side of the server; says which address it is when it cannot listen there.
private struct Surface: Service {
    let application: any Service
    let address: String

    func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw SettingsError.cannotListen(
                address: address,
                reason: String(cString: strerror(error.errnoCode))
            )
        }
    }
}

/// The engine as a service: its end is the end of the live state's changes.
private struct EngineService: Service {
    let engine: SyncEngine
    let state: LiveState

    func run() async throws {
        await withGracefulShutdownHandler {
            await engine.run()
        } onGracefulShutdown: {
            state.finish()
        }
    }
}

/// Reading folders back as a service.
private struct ReadingService: Service {
    let reading: SourceReading

    func run() async throws {
        await withGracefulShutdownHandler {
            await reading.run()
        } onGracefulShutdown: {
            reading.stop()
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

extension LiveState {
    /// Whether what was asked of a sync up to a position has come to an end; a failed run is an answer, and so is that
    /// there is nothing to run for.
    fileprivate func hasAnswered(_ syncID: String, through position: Position) -> Bool {
        read { state in
            guard let sync = state.syncs[syncID], let status = state.statuses[syncID],
                state.waitingRun(of: sync) != nil
            else { return true }
            let isDone = (status.pushedThrough ?? .beforeFirst) >= position
            return isDone || (status.openRun == nil && status.status == .failed)
        }
    }
}
