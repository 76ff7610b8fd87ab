internal import ChecklyClient
internal import EventLog
internal import FolderFetching
internal import InboundHTTP
internal import LiveLog
internal import Logging
internal import LogIntegrity
internal import ManagementAPI
internal import Notifications
internal import OutboundHTTP
internal import Prometheus
internal import ServiceLifecycle
internal import Settings
internal import SyncEngine
internal import SyncModel
internal import WebhookListener

extension ChecklySyncServer {
    /// Runs all services until they are told to stop, which is from the last to the first.
    ///
    /// - Throws: Whatever ended a service; the others are cancelled then.
    func serve(
        _ opened: OpenedDirectory,
        _ transport: AsyncHTTPClientTransport,
        _ checkpoints: CheckpointKeeping,
        _ signals: ServerSignals,
        onReady: @escaping @Sendable (RunningAddresses) -> Void
    ) async throws {
        let parts = try await parts(opened, transport, checkpoints)
        let listener = listener(parts)
        let api = managementAPI(parts, listener)
        let (ports, announce) = AsyncStream.makeStream(of: PortAnnouncing.Port.self)
        var configuration = ServiceGroupConfiguration(
            services: maintenance(parts, signals),
            logger: logger
        )
        configuration.services += [
            .init(
                service: StopRequests(requests: signals.stops),
                successTerminationBehavior: .gracefullyShutdownGroup
            ),
            .init(
                service: PortAnnouncing(ports: ports) { [system] in
                    system.serviceManager?.tell(.ready)
                    onReady($0)
                }
            ),
            .init(
                service: Together([
                    EngineService(engine: parts.engine, state: parts.openLog.state),
                    FetchingService(fetching: parts.fetching),
                    try adminEndpoint(api, parts, announce),
                    webhookEndpoint(parts, listener, announce),
                    HistoryWarming(api: api, state: parts.openLog.state),
                    NotificationKeeping(
                        notifier: parts.notifier,
                        attention: { api.attention },
                        clock: system.clock
                    ),
                ])
            ),
            // A scan that goes on would hold up its response, and with it the endpoints.
            .init(service: ScanService(scans: parts.openLog.log.scans)),
            .init(service: VerificationService(verifications: parts.verifications)),
        ]
        // What comes last is told to stop first.
        if let manager = system.serviceManager {
            configuration.services.append(.init(service: ManagerTelling(manager: manager)))
        }
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Makes what the services share.
    private func parts(
        _ opened: OpenedDirectory,
        _ transport: AsyncHTTPClientTransport,
        _ checkpoints: CheckpointKeeping
    ) async throws -> ServerParts {
        let checkly = try await checklyAccess(opened.openLog, transport)
        let journal = FetchJournal()
        return ServerParts(
            opened: opened,
            transport: transport,
            checkpoints: checkpoints,
            verifications: LogVerifications(
                dataDirectory: settings.dataDirectory,
                masterKeys: { opened.masterKey.keys },
                now: system.now,
                makeID: system.makeUUID
            ),
            checkly: checkly,
            engine: engine(opened.openLog, checkly),
            journal: journal,
            fetching: fetching(opened.openLog, transport, journal),
            refusals: RefusedDeliveries(keptIn: settings.dataDirectory),
            repeated: RepeatedDeliveries(keptIn: settings.dataDirectory),
            probe: try HealthProbe(dataDirectory: settings.dataDirectory),
            notifier: Notifier(
                state: opened.openLog.state,
                vault: Vault(reader: opened.openLog.log.reader, sealer: opened.openLog.sealer),
                transport: transport,
                file: NotificationFile(settings.dataDirectory),
                now: system.now,
                makeUUID: system.makeUUID,
                onTry: { [metrics] in metrics.countNotification(isAccepted: $0) },
                logger: logger
            )
        )
    }

    private func checklyAccess(
        _ openLog: OpenLog,
        _ transport: AsyncHTTPClientTransport
    ) async throws -> ChecklyAccess {
        let budget = try await requestBudget(openLog)
        return ChecklyAccess(budget: budget) { [settings, metrics, serverLog, system] apiKey in
            ChecklyClient(
                baseURL: settings.checklyURL,
                apiKey: apiKey,
                transport: transport,
                budget: budget,
                sleep: { try await system.clock.sleep(for: $0) },
                jitter: system.jitter,
                onRequest: {
                    metrics.countRequest($0)
                    serverLog.countRequest(of: RequestPurpose.runID)
                }
            )
        }
    }

    private func engine(_ openLog: OpenLog, _ checkly: ChecklyAccess) -> SyncEngine {
        SyncEngine(
            log: openLog.log,
            state: openLog.state,
            sealer: openLog.sealer,
            makeClient: checkly.makeClient,
            makeRunID: system.makeUUID,
            settings: .init(
                reconcileInterval: settings.reconcileInterval,
                listingAge: settings.listingAge,
                groupVariableLimit: settings.groupVariableLimit
            ),
            now: system.now,
            clock: system.clock,
            jitter: system.jitter,
            logger: logger
        )
    }

    private func fetching(
        _ openLog: OpenLog,
        _ transport: AsyncHTTPClientTransport,
        _ journal: FetchJournal
    ) -> FolderFetching {
        FolderFetching(
            log: openLog.log,
            state: openLog.state,
            sealer: openLog.sealer,
            transport: transport,
            settings: .init(reconcileInterval: settings.reconcileInterval),
            journal: journal,
            now: system.now,
            clock: system.clock,
            jitter: system.jitter,
            logger: logger
        )
    }
}
