import ChecklyClient
import OutboundHTTP
import SyncModel
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RateLimitTests {
    /// How Checkly answers a write that it takes.
    private static let echo = #"{"key":"K","value":"v","locked":true,"secret":true}"#
    private static let excess = OutboundResponse(429, #"{"statusCode":429,"value":"v"}"#)

    private func write(_ client: ChecklyClient) async throws -> WriteOutcome {
        try await client.write(
            key: "K",
            value: SecretValue("v"),
            locked: true,
            secret: true,
            isListed: true,
            account: "a"
        )
    }

    @Test func `a 429 is waited out and tried again`() async throws {
        let clock = VirtualClock()
        let server = ScriptedServer([
            Self.excess,
            OutboundResponse(status: 429, headers: [(name: "Retry-After", value: "7")]),
            OutboundResponse(200, Self.echo),
        ])
        let budget = RequestBudget(limit: 500, clock: clock)
        #expect(try await write(server.client(budget: budget)) == .updated)
        #expect(clock.now.offset == .seconds(67))
        #expect(server.requests.count == 3)
    }

    @Test func `a 429 is never taken for success`() async throws {
        let server = ScriptedServer([Self.excess])
        let budget = RequestBudget(limit: 500, clock: VirtualClock())
        await #expect(throws: ChecklyError.rateLimited) {
            try await write(server.client(budget: budget))
        }
        #expect(server.requests.count == 4)
        // Whoever asks next waits too.
        #expect(await budget.remaining("a") == 0)
        #expect(await budget.remaining("b") == 500)
    }

    @Test func `tries count as requests of the account`() async throws {
        let clock = VirtualClock()
        let budget = RequestBudget(limit: 2, clock: clock)
        let server = ScriptedServer([
            .init(500), .init(404), .init(409), .init(200, Self.echo),
        ])
        #expect(try await write(server.client(budget: budget)) == .updated)
        #expect(server.requests.map(\.method) == ["PUT", "PUT", "POST", "PUT"])
        #expect(clock.now.offset == .seconds(60))
    }

    @Test func `every request is told, without the variable's key`() async throws {
        let told = Mutex<[ChecklyRequestOutcome]>([])
        let client = ChecklyClient(
            baseURL: "http://checkly.test",
            apiKey: SecretValue("cu_key"),
            transport: ScriptedServer([
                .init(502), .init(404), .init(201, Self.echo), .init(200, "[]"),
            ]),
            budget: RequestBudget(limit: 500, clock: ContinuousClock()),
            sleep: { _ in },
            jitter: { 1 },
            onRequest: { outcome in told.withLock { $0.append(outcome) } }
        )
        #expect(try await write(client) == .created)
        _ = try await client.variables(account: "a")
        let outcomes = told.withLock(\.self)
        #expect(outcomes.map(\.method) == ["PUT", "PUT", "POST", "GET"])
        #expect(outcomes.map(\.status) == [502, 404, 201, 200])
        #expect(
            outcomes.map(\.route) == [
                "/v1/variables/{key}", "/v1/variables/{key}", "/v1/variables", "/v1/variables",
            ]
        )
    }

    @Test(arguments: [(0.0, [125, 250, 500]), (1.0, [250, 500, 1000])])
    func `the waits are spread by the given numbers`(
        number: Double,
        milliseconds: [Int]
    ) async throws {
        let waits = Mutex<[Duration]>([])
        let client = ChecklyClient(
            baseURL: "http://checkly.test",
            apiKey: SecretValue("cu_key"),
            transport: ScriptedServer([.init(503), .init(503), .init(503), .init(204)]),
            budget: RequestBudget(limit: 500, clock: ContinuousClock()),
            sleep: { wait in waits.withLock { $0.append(wait) } },
            jitter: { number }
        )
        #expect(try await client.delete(key: "K", account: "a") == .deleted)
        #expect(waits.withLock(\.self) == milliseconds.map { .milliseconds($0) })
    }
}
