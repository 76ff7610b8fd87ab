import Encodings
import ChecklyClient
import OutboundHTTP
import SyncModel
import Synchronization
import Testing

/// Answers from a script and remembers what was asked.
private final class ScriptedTransport: OutboundTransport {
    private let answer: @Sendable (OutboundRequest, Int) -> Result<OutboundResponse, TransportError>
    private let sent = Mutex<[OutboundRequest]>([])

    init(
        _ answer:
            @escaping @Sendable (OutboundRequest, Int) -> Result<
                OutboundResponse, TransportError
            >
    ) {
        self.answer = answer
    }

    var requests: [OutboundRequest] { sent.withLock(\.self) }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        let number = sent.withLock { sent in
            sent.append(request)
            return sent.count
        }
        return try answer(request, number).get()
    }
}

private func makeClient(_ transport: ScriptedTransport) -> ChecklyClient {
    ChecklyClient(
        baseURL: "http://checkly.test",
        apiKey: SecretValue("cu_key"),
        transport: transport,
        budget: RequestBudget(limit: 500, clock: ContinuousClock()),
        sleep: { _ in },
        jitter: { 1 }
    )
}

private func page(_ numbers: Range<Int>) -> [UInt8] {
    let items = numbers.map { #"{"key":"K\#($0)","value":null,"locked":true,"secret":true}"# }
    return Array("[\(items.joined(separator: ","))]".utf8)
}

/// Answers with these statuses; a write that they take is echoed as Checkly does.
private func statuses(_ statuses: [Int]) -> ScriptedTransport {
    let echo = #"{"key":"K","value":"v","locked":true,"secret":true}"#
    return ScriptedTransport { _, number in
        let status = statuses[min(number, statuses.count) - 1]
        let body = [200, 201].contains(status) ? Array(echo.utf8) : []
        return .success(OutboundResponse(status: status, body: body))
    }
}

@Suite struct ChecklyClientTests {
    private func listed(_ transport: ScriptedTransport) async throws -> Int {
        try await makeClient(transport).variables(account: "a").count
    }

    @Test(arguments: [true, false])
    func `every page is read`(sendsTotal: Bool) async throws {
        let transport = ScriptedTransport { _, number in
            let numbers = min((number - 1) * 100, 250)..<min(number * 100, 250)
            let headers = sendsTotal ? [(name: "Content-Range", value: "0-99/250")] : []
            return .success(OutboundResponse(status: 200, headers: headers, body: page(numbers)))
        }
        #expect(try await listed(transport) == 250)
        #expect(transport.requests.count == 3)
    }

    @Test func `a server that ignores paging is read once`() async throws {
        let transport = ScriptedTransport { _, _ in
            .success(OutboundResponse(status: 200, body: page(0..<250)))
        }
        #expect(try await listed(transport) == 250)
        #expect(transport.requests.count == 1)
    }

    @Test func `a list that repeats its first page below the total is incomplete`() async throws {
        let transport = ScriptedTransport { _, _ in
            .success(
                OutboundResponse(
                    status: 200,
                    headers: [(name: "content-range", value: "0-99/250")],
                    body: page(0..<100)
                )
            )
        }
        await #expect(throws: ChecklyError.listIncomplete("100 of 250 arrived.")) {
            try await listed(transport)
        }
    }

    @Test(arguments: [
        ([200], WriteOutcome.updated, ["PUT"]),
        ([404, 201], .created, ["PUT", "POST"]),
        ([404, 409, 200], .updated, ["PUT", "POST", "PUT"]),
        ([500, 502, 200], .updated, ["PUT", "PUT", "PUT"]),
        ([408, 404, 201], .created, ["PUT", "PUT", "POST"]),
    ])
    func `a write finds its way`(
        answers: [Int],
        outcome: WriteOutcome,
        methods: [String]
    ) async throws {
        let transport = statuses(answers)
        let written = try await makeClient(transport)
            .write(
                key: "K",
                value: SecretValue("v"),
                locked: true,
                secret: true,
                isListed: true,
                account: "a"
            )
        #expect(written == outcome)
        #expect(transport.requests.map(\.method) == methods)
    }

    @Test(arguments: [(401, "checkly-credentials"), (403, "checkly-forbidden")])
    func `refused credentials are not tried again`(status: Int, code: String) async throws {
        let transport = statuses([status])
        let error = await #expect(throws: ChecklyError.self) {
            try await makeClient(transport).delete(key: "K", account: "a")
        }
        #expect(error?.code == code)
        #expect(transport.requests.count == 1)
    }

    @Test func `an error never shows the value`() async throws {
        let transport = ScriptedTransport { _, _ in
            .success(
                OutboundResponse(
                    status: 400,
                    body: Array(#"{"statusCode":400,"message":"bad value c4n4ry"}"#.utf8)
                )
            )
        }
        let error = await #expect(throws: ChecklyError.self) {
            try await makeClient(transport)
                .write(
                    key: "K",
                    value: SecretValue("c4n4ry"),
                    locked: true,
                    secret: true,
                    isListed: true,
                    account: "a"
                )
        }
        #expect(error?.description.contains("c4n4ry") == false)
    }

    @Test(arguments: [
        ("a/b", "a%2Fb"), ("a b%", "a%20b%25"), ("..", "%2E%2E"), ("ü.x-_~", "%C3%BC.x-_~"),
    ])
    func `a key is percent-encoded in the path`(key: String, encoded: String) async throws {
        let transport = statuses([204])
        _ = try await makeClient(transport).delete(key: key, account: "a")
        #expect(transport.requests[0].url == "http://checkly.test/v1/variables/\(encoded)")
    }

    @Test func `a blank value is never sent`() async throws {
        let transport = statuses([200])
        await #expect(throws: ChecklyError.blankValue) {
            try await makeClient(transport)
                .write(
                    key: "K",
                    value: SecretValue(" \n"),
                    locked: true,
                    secret: true,
                    isListed: true,
                    account: "a"
                )
        }
        #expect(transport.requests.isEmpty)
    }
}
