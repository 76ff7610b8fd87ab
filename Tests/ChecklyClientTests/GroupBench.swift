import Encodings
import ChecklyClient
import Hummingbird
import Logging
import OutboundHTTP
import Sandbox
import SyncModel
import TestSupport
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
            budget: RequestBudget(limit: 500, clock: VirtualClock()),
            sleep: { _ in },
            jitter: { 1 },
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
