import ChecklyClient
import EventLog
import Foundation
import LiveLog
import Logging
import OutboundHTTP
import SQLiteStore
import Sandbox
import SecretSealing
import SyncEngine
import SyncModel
import Synchronization

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
    let directory: String
    /// The time as the engine sees it.
    private let time = Mutex(Timestamp(microseconds: 1_795_000_000_000_000))

    init(
        clock: VirtualClock = VirtualClock(),
        requestClock: VirtualClock = VirtualClock()
    ) async throws {
        self.clock = clock
        self.requestClock = requestClock
        directory = NSTemporaryDirectory() + "engine-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
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
        let masterKey = [UInt8](repeating: 7, count: 32)
        let state = CurrentState()
        let log = try await openLog(masterKey, state)
        _ = try state.load(from: log.reader)
        let sealer = try SecretSealer(
            masterKey: masterKey,
            logID: log.identity.id,
            wrappedIdentityKey: log.identity.wrappedKey,
            storedFingerprintKey: { [reader = log.reader] in try reader.fingerprintKey(for: $0) }
        )
        let engine = SyncEngine(
            log: log,
            state: state,
            sealer: sealer,
            makeClient: makeClient(RequestBudget(limit: limit, clock: requestClock)),
            makeRunID: { UUID().uuidString.lowercased() },
            settings: settings,
            now: { self.time.withLock { $0 } },
            clock: clock,
            jitter: { 0.5 },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return EngineSession(log: log, state: state, sealer: sealer, engine: engine)
    }

    /// The last user of a log that ended gives up the directory only once its writer has let go.
    private func openLog(_ masterKey: [UInt8], _ state: CurrentState) async throws -> EventLog {
        for _ in 0..<1_000_000 {
            do {
                return try EventLog(
                    directory: directory,
                    now: { Timestamp(microseconds: 1_795_000_000_000_000) },
                    makeID: { _ in UUID().uuidString.lowercased() },
                    makeLogID: { [UInt8](repeating: 1, count: 16) },
                    makeIdentityKey: {
                        try SecretSealer.makeIdentityKey(masterKey: masterKey, logID: $0)
                    },
                    onCommit: { state.apply($0) }
                )
            } catch EventLogError.locked {
                await Task.yield()
            }
        }
        throw EventLogError.locked(holder: "a session that does not end")
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
        time.withLock { $0 = $0.advanced(by: duration) }
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

    /// Requests since the last call, as method and last part of the path, sorted.
    func takeRequests() async -> [String] {
        let requests = await checkly.requests
        await checkly.forgetRequests()
        return requests.map { "\($0.method) \($0.path.split(separator: "/").last ?? "")" }.sorted()
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
