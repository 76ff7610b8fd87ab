import ChecklyClient
import EventLog
import Foundation
import LiveLog
import Logging
import OutboundHTTP
import Sandbox
import SecretSealing
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// A directory and a sandbox Checkly, which outlive the server sessions of a test.
final class EngineBench: Sendable {
    static let account = "account-1"
    static let otherAccount = "account-2"
    static let apiKey = "cu_bench"

    let checkly = SandboxChecklyState()
    let gate = Gate()
    /// What the engine waits by between two tries.
    let clock: VirtualClock
    /// What the budget and the client wait by.
    let requestClock: VirtualClock
    private let files: TestLog
    var directory: String { files.directory }
    /// The time as the engine sees it, which goes on only when a test says so.
    private let time = VirtualClock(standsStill: true)

    init(
        clock: VirtualClock = VirtualClock(),
        requestClock: VirtualClock = VirtualClock()
    ) async throws {
        self.clock = clock
        self.requestClock = requestClock
        files = try TestLog()
        for account in [Self.account, Self.otherAccount] {
            await checkly.addAccount(account, named: account)
        }
        await checkly.addAPIKey(Self.apiKey, accounts: [Self.account, Self.otherAccount])
    }

    /// Opens the log as a server does at its start, and runs an engine on it.
    func start(
        budget limit: Int = 500,
        settings: SyncEngine.Settings = .init()
    ) async throws -> EngineSession {
        let state = CurrentState()
        let log = try await files.reopen(onCommit: { state.apply($0) })
        _ = try state.load(from: log.reader)
        let sealer = try TestLog.sealer(of: log)
        let engine = SyncEngine(
            log: log,
            state: state,
            sealer: sealer,
            makeClient: makeClient(RequestBudget(limit: limit, clock: requestClock)),
            makeRunID: { UUID().uuidString.lowercased() },
            settings: settings,
            now: { self.time.timestamp },
            clock: clock,
            jitter: { 0.5 },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return EngineSession(log: log, state: state, sealer: sealer, engine: engine)
    }

    /// A session with a sync that has pushed `A` to the check group 7, which holds nothing else.
    func startWithGroup() async throws -> EngineSession {
        await checkly.setGroup(
            SandboxGroup(id: 7, name: "checks", variables: []),
            account: Self.account
        )
        let session = try await start()
        try await session.addConnection()
        var sync = EngineSession.sync("sync-1", account: Self.account)
        sync.destination.groupID = "7"
        try await session.record(.sync(.created(sync)))
        try await session.set(["A": "1"])
        await session.pushed()
        return session
    }

    private func makeClient(
        _ budget: RequestBudget
    ) -> @Sendable (SecretValue) -> ChecklyClient {
        let transport = SandboxTransport(checkly: checkly, gate: gate)
        let clock = requestClock
        return { apiKey in
            ChecklyClient(
                baseURL: "http://checkly.test",
                apiKey: apiKey,
                transport: transport,
                budget: budget,
                sleep: { try await clock.sleep(for: $0) },
                jitter: { 1 }
            )
        }
    }

    /// Lets time pass for what asks for the time, not for what sleeps.
    func pass(_ duration: Duration) {
        time.advance(by: duration)
    }

    /// Lets somebody make a variable at the sandbox, with the value "made".
    func makeByHand(_ key: String) async {
        await checkly.setVariable(
            key,
            to: StoredVariable(value: "made"),
            account: Self.account
        )
    }

    /// The values at the sandbox.
    func values(account: String = account) async -> [String: String] {
        await checkly.variables(account: account).mapValues(\.value)
    }

    /// Returns once the sandbox has a variable.
    func holds(_ key: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually("\(key) is at Checkly", sourceLocation: sourceLocation) {
            await values()[key] != nil
        }
    }

    /// Requests since the last call, as method and last part of the path, sorted.
    func takeRequests() async -> [String] {
        let requests = await checkly.requests
        await checkly.forgetRequests()
        return requests.map { "\($0.method) \($0.path.split(separator: "/").last ?? "")" }.sorted()
    }
}
