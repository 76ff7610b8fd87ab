import ChecklyClient
import Hummingbird
import Logging
import OutboundHTTP
import Sandbox
import SyncModel
import Synchronization
import Testing

/// A sandboxed Checkly behind a socket, with one group, and a client that talks to it.
struct GroupBench: Sendable {
    static let account = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    static let key = "cu_0123456789abcdef"
    /// Settings that are no server's defaults.
    static let settings: [String: SandboxJSON] = [
        "activated": .bool(false), "muted": .bool(true), "concurrency": .integer(1),
        "localSetupScript": .string("setup('c4n4ry')"), "runtimeId": .string("2025.04"),
        "tags": .array([.string("b"), .string("a")]),
        "apiCheckDefaults": .object([
            "url": .string("https://shop.test"),
            "basicAuth": .object([
                "username": .string("ada"), "password": .string("c4n4ry-p4ssword"),
            ]),
        ]),
        "retryStrategy": .object(["type": .string("FIXED"), "maxRetries": .integer(2)]),
    ]

    let state: SandboxChecklyState
    let wire: Wire
    let baseURL: String

    /// Serves a group with these variables while `use` runs.
    static func run(
        _ faults: ChecklyFaults = .none,
        variables: [SandboxGroupVariable]? = nil,
        isOwnedByCode: Bool = false,
        _ use: (GroupBench) async throws -> Void
    ) async throws {
        let state = SandboxChecklyState(faults: faults)
        await state.addAccount(account, named: "Sandbox")
        await state.addAPIKey(key, accounts: [account])
        await state.setGroup(
            SandboxGroup(
                id: 7,
                name: "Shop",
                settings: settings,
                variables: variables,
                isOwnedByCode: isOwnedByCode
            ),
            account: account
        )
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = SandboxCheckly(state: state, logger: logger)
            .makeApplication(port: 0) { announce.yield($0) }
        let serving = Task {
            defer { announce.finish() }
            try await application.run()
        }
        defer { serving.cancel() }
        for await port in ports {
            try await use(
                GroupBench(state: state, wire: Wire(), baseURL: "http://127.0.0.1:\(port)")
            )
            return
        }
        Issue.record("the sandbox did not start")
    }

    /// A client whose waits take no time.
    func client(
        key: String = key,
        onRequest: @escaping @Sendable (ChecklyRequestOutcome) -> Void = { _ in }
    ) -> ChecklyClient {
        ChecklyClient(
            baseURL: baseURL,
            apiKey: SecretValue(key),
            transport: wire,
            budget: RequestBudget(limit: 500, clock: JumpingClock()),
            sleep: { _ in },
            onRequest: onRequest
        )
    }

    func snapshot() async throws -> ChecklyGroupSnapshot {
        try #require(try await client().group("7", account: Self.account))
    }

    func replace(
        _ snapshot: ChecklyGroupSnapshot,
        with variables: [ChecklyGroupVariable]
    ) async throws -> GroupWriteOutcome {
        try await client().replaceVariables(of: snapshot, with: variables, account: Self.account)
    }

    /// What replacing fails with.
    func failure(
        _ snapshot: ChecklyGroupSnapshot,
        with variables: [ChecklyGroupVariable]
    ) async -> ChecklyError? {
        await #expect(throws: ChecklyError.self) { try await replace(snapshot, with: variables) }
    }

    /// The group as the server holds it.
    func group() async throws -> SandboxGroup {
        try #require(await state.group(7, account: Self.account))
    }

    /// Changes the group as somebody else would.
    func change(_ change: (inout SandboxGroup) -> Void) async throws {
        var group = try await group()
        change(&group)
        await state.setGroup(group, account: Self.account)
    }

    /// The methods that were asked for since the last look, in order.
    func takeMethods() async -> [String] {
        let methods = await state.requests.map(\.method)
        await state.forgetRequests()
        return methods
    }
}

/// The real transport, with a place to do something just before a request goes out.
final class Wire: OutboundTransport {
    typealias Act = @Sendable (OutboundRequest) async throws -> Void

    // One for all, since a client must be shut down and this one ends with the process.
    private static let transport = AsyncHTTPClientTransport()
    private let act = Mutex<Act?>(nil)
    private let sent = Mutex<[OutboundRequest]>([])

    /// What was sent so far, oldest first.
    var requests: [OutboundRequest] { sent.withLock(\.self) }

    /// Acts before the request with this method that comes after `skipped` others of it.
    func before(_ method: String, skipping skipped: Int = 0, _ act: @escaping Act) {
        let left = Mutex(skipped)
        self.act.withLock {
            $0 = { request in
                guard request.method == method else { return }
                let isDue = left.withLock { left in
                    left -= 1
                    return left == -1
                }
                if isDue { try await act(request) }
            }
        }
    }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        do {
            try await act.withLock(\.self)?(request)
        } catch {
            Issue.record(error)
        }
        sent.withLock { $0.append(request) }
        return try await Self.transport.send(request)
    }
}

extension SandboxGroupVariable {
    static func plain(_ key: String, _ value: String) -> SandboxGroupVariable {
        SandboxGroupVariable(key: key, variable: StoredVariable(value: value))
    }

    static func secret(_ key: String, _ value: String) -> SandboxGroupVariable {
        SandboxGroupVariable(
            key: key,
            variable: StoredVariable(value: value, locked: true, secret: true)
        )
    }
}

extension ChecklyGroupVariable {
    static func plain(_ key: String, _ value: String) -> ChecklyGroupVariable {
        ChecklyGroupVariable(
            key: key,
            value: SecretValue(value),
            isSecret: false,
            isLocked: false
        )
    }

    static func secret(_ key: String, _ value: String?) -> ChecklyGroupVariable {
        ChecklyGroupVariable(
            key: key,
            value: value.map { SecretValue($0) },
            isSecret: true,
            isLocked: true
        )
    }
}

extension ChecklyFaults {
    /// A server without faults that keeps settings, or fills in defaults; either is strict about
    /// the fields of a PUT.
    static func group(_ behaviour: GroupPutBehaviour, _ failures: [Fault] = []) -> ChecklyFaults {
        var faults = ChecklyFaults.none
        faults.groupPutBehaviour = behaviour
        faults.groupUnknownField = .rejects
        faults.failures = failures
        return faults
    }
}
