internal import LogIntegrity
internal import ChecklyClient
internal import EventLog
internal import Foundation
internal import HummingbirdCore
internal import InboundHTTP
internal import LiveLog
package import Logging
internal import ManagementAPI
internal import NIOCore
internal import OutboundHTTP
internal import Projection
internal import KMSClients
internal import ReadModels
internal import ServiceLifecycle
internal import FolderFetching
internal import SyncEngine
internal import SyncModel
internal import WebhookListener

/// The ports that a running server listens on.
package struct RunningAddresses: Sendable {
    package let webhookPort: Int
    package let adminPort: Int
}

/// Settings turned into running services; the only place where things are wired.
package struct ChecklySyncServer: Sendable {
    /// How long a request that creates a sync waits for a key management system to say whether its folder is there.
    private static let probeLimit = Duration.seconds(5)
    /// How many threads keep snapshots and checkpoints.
    private static let upkeepThreadCount = 2

    let settings: ServerSettings
    let logger: Logger
    let metrics = Metrics()
    let serverLog: ServerLog
    let refusalLog: RefusalLog

    package init(settings: ServerSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        serverLog = ServerLog(logger: logger)
        let start = ContinuousClock.now
        refusalLog = RefusalLog(logger: logger) { start.duration(to: .now) }
    }

    /// Serves until the task is cancelled or SIGTERM or SIGINT comes; then requests in flight have
    /// some seconds to finish, a push stops between two writes, and the state is kept for the next
    /// start.
    ///
    /// A second of these signals ends the process at once.
    ///
    /// - Parameters:
    ///   - heedsHangup: Whether SIGHUP reads the TLS files again, instead of ending the process.
    ///   - onReady: Is called once, when both endpoints accept requests.
    /// - Throws: `SettingsError`, `DataDirectoryError`, `EventLogError` or `SealingError` before anything is served.
    package func run(
        heedsHangup: Bool = true,
        onReady: @escaping @Sendable (RunningAddresses) -> Void
    ) async throws {
        FileDescriptors.raiseLimit()
        let signals = ServerSignals(heedsHangup: heedsHangup)
        let directory = try DataDirectory(
            settings.dataDirectory,
            allowsGroup: settings.allowsGroupAccess
        )
        if settings.masterKey == nil { try MasterKeyRotation.settle(directory) }
        let masterKey = try directory.masterKey(given: settings.masterKey)
        let token = try directory.adminToken(given: settings.adminToken)
        let isSignerNew = directory.lacksCheckpointKey
        let certificates = try EndpointCertificates(settings)
        let openLog = try OpenLog.open(
            directory: directory,
            masterKey: masterKey,
            onCommit: { [metrics, serverLog] events in
                metrics.count(events, at: .now)
                serverLog.take(events)
            }
        )
        let telling = Task { await serverLog.run(state: openLog.state) }
        defer { serverLog.finish() }
        try directory.ensureCheckpointKey()
        tellOfNewFiles(in: directory)
        try await openLog.recordRotation(to: masterKey)
        try await CheckpointKeyRotation.settle(directory, openLog)
        try finishShredding(openLog)
        try await openLog.recordRestoring(of: directory)
        if settings.holdsPushing { try await openLog.hold(reason: "serve --hold") }
        logger.info("log open", metadata: ["head": "\(openLog.log.head.number)"])
        if isSignerNew { try warnOfNewSigner(directory) }
        if let hold = openLog.state.read(\.hold) {
            logger.warning("pushing held", metadata: ["why": "\(hold.text)"])
        }
        let transport = try makeTransport()
        let checkpoints = try checkpointKeeping(openLog, directory, transport)
        var failure: (any Error)?
        let watching = await signals.watch()
        defer { watching.cancel() }
        do {
            try await serve(
                openLog,
                transport,
                checkpoints,
                token,
                (certificates, signals),
                masterKeyID: openLog.keyID(of: masterKey),
                onReady: onReady
            )
        } catch is CancellationError {
            // The way a caller in the same process ends a server.
        } catch {
            failure = error
        }
        await openLog.log.close()
        saveSnapshot(of: openLog)
        await checkpoints.refresh(asksWitness: false)
        await openLog.log.finish()
        await transport.shutdown()
        serverLog.finish()
        await telling.value
        if let failure { throw failure }
        logger.info("stopped")
    }

    /// What sends requests to Checkly, key management systems and the witness.
    private func makeTransport() throws(SettingsError) -> AsyncHTTPClientTransport {
        guard let file = settings.caFile else {
            return AsyncHTTPClientTransport(proxies: settings.proxies)
        }
        guard let transport = AsyncHTTPClientTransport(trusting: file, proxies: settings.proxies)
        else { throw .caFile(path: file) }
        return transport
    }

    /// Runs every service until they are told to end.
    private func serve(
        _ openLog: OpenLog,
        _ transport: AsyncHTTPClientTransport,
        _ checkpoints: CheckpointKeeping,
        _ token: SecretValue,
        _ process: (certificates: EndpointCertificates, signals: ServerSignals),
        masterKeyID: String,
        onReady: @escaping @Sendable (RunningAddresses) -> Void
    ) async throws {
        let budget = try await requestBudget(openLog)
        let makeClient = { @Sendable [settings, metrics, serverLog] (apiKey: SecretValue) in
            ChecklyClient(
                baseURL: settings.checklyURL,
                apiKey: apiKey,
                transport: transport,
                budget: budget,
                onRequest: {
                    metrics.countRequest($0)
                    serverLog.countRequest(of: RequestPurpose.runID)
                }
            )
        }
        let (ports, announce) = AsyncStream.makeStream(of: (endpoint: Endpoint, port: Int).self)
        let engine = engine(openLog, makeClient)
        let journal = FetchJournal()
        let reading = FolderFetching(
            log: openLog.log,
            state: openLog.state,
            sealer: openLog.sealer,
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
                return (entry.lastFetchedAt, entry.nextTryAt)
            },
            isMissing: { await reading.probe($0, within: Self.probeLimit) == .folderMissing },
            problem: { await reading.probe($0, within: Self.probeLimit) },
            loginRefusal: { client in
                await KMSClients.loginRefusal(
                    by: client.api,
                    at: client.baseURL,
                    clientID: client.id,
                    clientSecret: client.secret,
                    transport: transport,
                    within: Self.probeLimit
                )
            }
        )
        let refusals = RefusedDeliveries(restoring: RefusalFile(settings.dataDirectory).load())
        let deliveries = listener(openLog, refusals)
        let probe = try HealthProbe(dataDirectory: settings.dataDirectory)
        let api = managementAPI(
            openLog,
            token,
            engine,
            makeClient,
            (
                readingDesk,
                DeliveryDesk(refused: { refusals.newestFirst }),
                auditDesk(checkpoints)
            ),
            budget,
            masterKeyID,
            probe
        )
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: RefusalKeeping(
                            refusals: refusals,
                            file: RefusalFile(settings.dataDirectory),
                            log: refusalLog,
                            logger: logger
                        )
                    ),
                    .init(
                        service: CertificateRenewal(
                            certificates: process.certificates,
                            hangups: process.signals.hangups,
                            logger: logger
                        )
                    ),
                    .init(
                        service: StopRequests(requests: process.signals.stops),
                        successTerminationBehavior: .gracefullyShutdownGroup
                    ),
                    .init(
                        service: Together([
                            EngineService(engine: engine, state: openLog.state),
                            FetchingService(reading: reading),
                            application(
                                .admin,
                                settings.adminListen,
                                announce,
                                api.server(
                                    Endpoint.admin.limits,
                                    hosts: try adminHosts,
                                    certificate: process.certificates.admin
                                ),
                                api.router()
                            ),
                            application(
                                .webhooks,
                                settings.webhookListen,
                                announce,
                                deliveries.server(
                                    Endpoint.webhooks.limits,
                                    certificate: process.certificates.webhooks
                                ),
                                deliveries.router(probe: probe)
                            ),
                        ])
                    ),
                    // The first to be told of a stop: a search holds up no answer that is under way.
                    .init(service: ScanService(scans: openLog.log.scans)),
                ],
                logger: logger
            )
        )
        let announcing = Task {
            var found: [Endpoint: Int] = [:]
            for await (endpoint, port) in ports {
                found[endpoint] = port
                if let webhooks = found[.webhooks], let admin = found[.admin] {
                    onReady(RunningAddresses(webhookPort: webhooks, adminPort: admin))
                    break
                }
            }
        }
        let upkeep = LogThreads(count: Self.upkeepThreadCount, label: "upkeep")
        let snapshots = Task(executorPreference: upkeep) { await keepSnapshots(openLog) }
        let signing = settings.checkpointInterval.map { interval in
            Task(executorPreference: upkeep) {
                await checkpoints.run(every: interval, clock: ContinuousClock())
            }
        }
        let retention = Task { await keepRetention(openLog) }
        defer {
            announcing.cancel()
            snapshots.cancel()
            signing?.cancel()
            retention.cancel()
        }
        try await group.run()
    }

    private func engine(
        _ openLog: OpenLog,
        _ makeClient: @escaping @Sendable (SecretValue) -> ChecklyClient
    ) -> SyncEngine {
        SyncEngine(
            log: openLog.log,
            state: openLog.state,
            sealer: openLog.sealer,
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
}
