import ChecklyClient
import OutboundHTTP
import SyncModel
import Synchronization
import Testing

/// Answers the n-th request from a list, the last one from then on, and notes every wait.
private final class Line: OutboundTransport {
    private let answers: [Result<OutboundResponse, TransportError>]
    private let count = Mutex(0)
    private let waited = Mutex<[Duration]>([])

    init(_ answers: [Result<OutboundResponse, TransportError>]) {
        self.answers = answers
    }

    var requestCount: Int { count.withLock(\.self) }
    var waits: [Duration] { waited.withLock(\.self) }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        let index = count.withLock { count in
            count += 1
            return min(count, answers.count) - 1
        }
        return try answers[index].get()
    }

    var client: ChecklyClient {
        ChecklyClient(
            baseURL: "http://checkly.test",
            apiKey: SecretValue("cu_key"),
            transport: self,
            budget: RequestBudget(limit: 500, clock: ContinuousClock()),
            sleep: { wait in self.waited.withLock { $0.append(wait) } },
            jitter: { 1 }
        )
    }
}

@Suite(.timeLimit(.minutes(10))) struct TryingAgainTests {
    private static func answer(
        _ status: Int,
        headers: [(name: String, value: String)] = [],
        _ body: String = ""
    ) -> Result<OutboundResponse, TransportError> {
        .success(OutboundResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    @Test func `the first try is immediate and the next ones wait ever longer`() async throws {
        let line = Line([
            .failure(.timedOut), Self.answer(502, "<html>"), Self.answer(408), Self.answer(204),
        ])
        #expect(try await line.client.delete(key: "K", account: "a") == .deleted)
        #expect(line.requestCount == 4)
        let longest = [Duration.milliseconds(250), .milliseconds(500), .milliseconds(1000)]
        #expect(line.waits.count == longest.count)
        for (wait, longest) in zip(line.waits, longest) {
            #expect((longest / 2)...longest ~= wait)
        }
    }

    @Test(arguments: [500, 503, 408])
    func `a request is given up after four tries`(status: Int) async throws {
        let line = Line([Self.answer(status)])
        await #expect(throws: ChecklyError.unavailable(status: status)) {
            try await line.client.delete(key: "K", account: "a")
        }
        #expect(line.requestCount == 4)
    }

    @Test func `a cancelled request is not begun`() async throws {
        let line = Line([Self.answer(204)])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await line.client.delete(key: "K", account: "a")
        }
        await #expect(throws: ChecklyError.cancelled) { try await task.value }
        #expect(line.requestCount == 0)
    }

    @Test func `a variable that comes and goes may be tried again`() async throws {
        let line = Line([Self.answer(404), Self.answer(409), Self.answer(404)])
        let error = await #expect(throws: ChecklyError.self) {
            try await line.client.write(
                key: "K",
                value: SecretValue("v"),
                locked: true,
                secret: true,
                isListed: true,
                account: "a"
            )
        }
        #expect(error?.isRetryable == true)
    }

    @Test func `a short page with a next one is not the end`() async throws {
        let next = [(name: "link", value: #"</v1/variables?page=2>; rel="next""#)]
        let line = Line([
            Self.answer(200, headers: next, #"[{"key":"A"},{"key":"B"}]"#),
            Self.answer(200, #"[{"key":"C"}]"#),
        ])
        #expect(try await line.client.variables(account: "a").map(\.key) == ["A", "B", "C"])
        let cut = Line([
            Self.answer(200, headers: next, #"[{"key":"A"}]"#),
            Self.answer(200, headers: next, "[]"),
        ])
        let error = await #expect(throws: ChecklyError.self) {
            try await cut.client.variables(account: "a")
        }
        #expect(error?.code == "checkly-list-incomplete")
    }

    @Test(arguments: ["<html></html>", "{}", #"{"data":[]}"#, #"[{"value":"x"}]"#, ""])
    func `what is no list of variables is an error`(body: String) async throws {
        let line = Line([Self.answer(200, body)])
        let error = await #expect(throws: ChecklyError.self) {
            try await line.client.variables(account: "a")
        }
        #expect(error?.code == "checkly-answer")
    }
}
