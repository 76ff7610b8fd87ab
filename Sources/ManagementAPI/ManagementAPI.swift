internal import APIRoutes
package import APIServing
package import Encodings
package import EventLog
package import HTTPTypes
package import Hummingbird
package import HummingbirdCore
package import InboundHTTP
package import LiveLog
package import Logging
package import Notifications
package import Projection
package import Reconciliation
package import ReadModels
package import SecretSealing
package import SyncModel
package import WebhookSignatures

/// What the API asks Checkly: whether a key is valid, and what there is to choose from.
package protocol ChecklyDirectory: Sendable {
    /// The accounts that an API key can access, as id, name and runtime.
    func accounts(
        apiKey: SecretValue
    ) async throws -> [(id: String, name: String, runtimeID: String?)]

    /// The check groups of an account, as id and name.
    func groups(apiKey: SecretValue, account: String) async throws -> [(id: String, name: String)]
}

/// The admin API: Hanzo KMS's routes for connections and syncs, and this server's own.
///
/// What changes something is a command, which `Commands` decides before anything is appended.
package struct ManagementAPI: Sendable {
    /// The number of threads that answer requests.
    private static let threadCount = 4
    /// The maximum number of exports, and of test deliveries, that one caller may begin in a
    /// period; each is an event.
    private static let exportLimit = 12
    private static let exportPeriod = Duration.seconds(60)

    let log: EventLog
    let state: CurrentState
    /// The states at earlier positions.
    let history: PastStates
    /// The threads that answer requests; reads of the log block them.
    let threads: LogThreads
    let sealer: SecretSealer
    let vault: Vault
    /// Who asks.
    let authenticator: TokenAuthenticator
    let checkly: any ChecklyDirectory
    let now: @Sendable () -> Timestamp
    let makeUUID: @Sendable () -> String
    let stateHash: @Sendable (State) -> String
    let awaitPush: @Sendable (_ syncID: String, _ position: Position) async -> Void
    let makePlan: MakePlan
    let makeDraftPlan: MakeDraftPlan
    /// The progress of a sync's run; nil if no run is open.
    let activity: @Sendable (_ syncID: String) -> RunActivity?
    let fetches: FolderFetches
    /// Returns the refused deliveries that are kept, newest first.
    let refusedDeliveries: @Sendable () -> [RefusedDelivery]
    /// How often deliveries came again.
    let repeated: RepeatedDeliveries
    let signing: LogSigning
    let verifying: LogVerifying
    let testing: SourceTesting
    let facts: ServerFacts
    /// Tells what waits for a person; nil if nothing does.
    let notifier: Notifier?
    /// Keeps a new token of the administrator where the server finds it at its next start; nil if
    /// it is told its token otherwise.
    let keepAdminToken: (@Sendable (SecretValue) throws -> Void)?
    /// Puts every key under a new master key; nil if there is no server whose key can be replaced.
    let rotateMasterKey: RotateMasterKey?
    let syncPasts: SyncPasts
    let conditions: SyncConditions
    /// The maximum number of events that one page from the log examines.
    let historyScanLimit: Int64
    /// Whether metrics need no token.
    let isMetricsOpen: Bool
    let metricsPage: @Sendable () async -> String
    /// The settings that the server was started with, by name; secret ones are omitted.
    let settings: @Sendable () -> CanonicalValue
    /// What waits for a person at the server itself.
    let serverItems: @Sendable () -> [AttentionItem]
    let probe: HealthProbe
    let startedAt: Timestamp
    /// What takes requests to handlers.
    let responder: RouteResponder
    let commands: CommandQueue
    let followers = Followers()
    /// The codes that sign browsers in.
    package let loginCodes = LoginCodes()
    /// Whether there are pages for browsers.
    let hasDashboard: Bool
    let activityCounting = ActivityCounting()
    let exports = CallerRate(limit: exportLimit, every: exportPeriod)
    let tests = CallerRate(limit: exportLimit, every: exportPeriod)

    /// Plans a push of a sync from what Checkly holds now, and returns the id under which the plan
    /// can be approved.
    ///
    /// With `onlyKept`, the plan is made of a kept listing. It throws `PushProblem` if no plan can
    /// be made.
    package typealias MakePlan =
        @Sendable (_ syncID: String, _ asOf: Position?, _ onlyKept: Bool) async throws -> (
            PlannedPush, id: String
        )?

    /// Plans the first push of a sync that does not exist yet, as `MakePlan` does.
    package typealias MakeDraftPlan =
        @Sendable (_ draft: Sync) async throws -> (PlannedPush, id: String)?

    /// Puts every key under a new master key, and returns its id and the number of keys under it;
    /// nil while another rotation is under way.
    package typealias RotateMasterKey =
        @Sendable (_ actor: Actor) async throws -> (id: String, keys: Int)?

    /// An API over an open log; what is not given a value has nothing to show or to do.
    package init(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        token: SecretValue,
        checkly: any ChecklyDirectory,
        now: @escaping @Sendable () -> Timestamp,
        makeUUID: @escaping @Sendable () -> String,
        stateHash: @escaping @Sendable (State) -> String,
        awaitPush: @escaping @Sendable (_ syncID: String, _ position: Position) async -> Void,
        makePlan: @escaping MakePlan,
        makeDraftPlan: @escaping MakeDraftPlan = { _ in nil },
        activity: @escaping @Sendable (_ syncID: String) -> RunActivity? = { _ in nil },
        fetches: FolderFetches = .none,
        refusedDeliveries: @escaping @Sendable () -> [RefusedDelivery] = { [] },
        repeated: RepeatedDeliveries = RepeatedDeliveries(),
        signing: LogSigning = .none,
        verifying: LogVerifying = .none,
        testing: SourceTesting = .none,
        facts: ServerFacts = .none,
        notifier: Notifier? = nil,
        keepAdminToken: (@Sendable (SecretValue) throws -> Void)? = nil,
        rotateMasterKey: RotateMasterKey? = nil,
        historyScanLimit: Int64 = 50_000,
        isMetricsOpen: Bool = false,
        hasDashboard: Bool = true,
        metricsPage: @escaping @Sendable () async -> String,
        settings: @escaping @Sendable () -> CanonicalValue = { .list([]) },
        serverItems: @escaping @Sendable () -> [AttentionItem] = { [] },
        probe: HealthProbe,
        logger: Logger
    ) {
        self.log = log
        self.state = state
        history = PastStates(scans: log.scans)
        syncPasts = SyncPasts(wholes: history)
        conditions = SyncConditions(activity: activity)
        threads = LogThreads(count: Self.threadCount, label: "management-api")
        commands = CommandQueue(
            log: log,
            state: state,
            sealer: sealer,
            threads: threads,
            now: now,
            makeUUID: makeUUID
        )
        self.sealer = sealer
        vault = Vault(reader: log.reader, sealer: sealer)
        authenticator = TokenAuthenticator(
            adminToken: AdminToken(token, idKey: sealer.identityKey),
            state: state,
            now: now
        )
        self.checkly = checkly
        self.now = now
        startedAt = now()
        self.makeUUID = makeUUID
        self.stateHash = stateHash
        self.awaitPush = awaitPush
        self.makePlan = makePlan
        self.makeDraftPlan = makeDraftPlan
        self.activity = activity
        self.fetches = fetches
        self.refusedDeliveries = refusedDeliveries
        self.repeated = repeated
        self.signing = signing
        self.verifying = verifying
        self.testing = testing
        self.facts = facts
        self.notifier = notifier
        self.keepAdminToken = keepAdminToken
        self.rotateMasterKey = rotateMasterKey
        self.historyScanLimit = historyScanLimit
        self.isMetricsOpen = isMetricsOpen
        self.hasDashboard = hasDashboard
        self.metricsPage = metricsPage
        self.settings = settings
        self.serverItems = serverItems
        self.probe = probe
        responder = RouteResponder(
            authenticator: authenticator,
            threads: threads,
            makeUUID: makeUUID,
            logger: logger
        )
    }

    /// Makes the HTTP server of the admin API.
    ///
    /// - Parameters:
    ///   - limits: The limits for one client.
    ///   - hosts: The names that it answers to.
    ///   - certificate: The certificate to present; nil for plain HTTP.
    /// - Returns: A builder that makes the server for a router.
    package func server(
        _ limits: ConnectionLimits,
        hosts: HostNames,
        certificate: ServerCertificate? = nil
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { [makeUUID] responder in
            HTTPConnections(responder: responder, limits: limits, certificate: certificate) {
                [
                    RequestGate(
                        RequestRules(limits, hosts: hosts),
                        idleTimeout: limits.idleTimeout
                    ) { objection in
                        APIError(objection, limits).jsonText(requestID: makeUUID())
                    }, ClientPresence(),
                ]
            }
        }
    }

    /// Makes a router with every route of the admin API.
    package func router() -> Router<AdminContext> {
        let router = Router(
            context: AdminContext.self,
            options: .autoGenerateHeadEndpoints
        )
        router.add(middleware: UnknownRoutes(makeUUID: makeUUID))
        routes().add(to: router)
        return router
    }

    /// Every route with its handler.
    func routes() -> RouteTable {
        let routes = RouteTable(responder)
        addOpenRoutes(to: routes)
        addSourceRoutes(to: routes)
        addTestingRoutes(to: routes)
        addFolderRoutes(to: routes)
        addComparisonRoutes(to: routes)
        addConnectionRoutes(to: routes)
        addSyncRoutes(to: routes)
        addOverviewRoutes(to: routes)
        addAttentionRoutes(to: routes)
        addActivityRoutes(to: routes)
        addPlanRoutes(to: routes)
        addParkingRoutes(to: routes)
        addHoldingRoutes(to: routes)
        addEmptiedFolderRoutes(to: routes)
        addLogRoutes(to: routes)
        addDeliveryRoutes(to: routes)
        addExplanationRoutes(to: routes)
        addAuditRoutes(to: routes)
        addVerificationRoutes(to: routes)
        addKeyRoutes(to: routes)
        addTokenRoutes(to: routes)
        addNotificationRoutes(to: routes)
        addRevealingRoutes(to: routes)
        addServerRoutes(to: routes)
        return routes
    }

    /// Every route that needs a token.
    package var guardedRoutes: [(method: HTTPRequest.Method, path: String)] {
        routes().handlers.filter { !$0.route.isOpen }.map { ($0.route.method.http, $0.route.path) }
    }

    /// The method and path of every route, such as `GET /api/v1/events/:position`.
    package var routeNames: [String] {
        routes().handlers.map { "\($0.route.method.rawValue) \($0.route.path)" }
    }

    /// The routes that answer with JSON, without HTTP.
    package var inProcess: InProcessAPI { InProcessAPI(routes(), responder) }
}
