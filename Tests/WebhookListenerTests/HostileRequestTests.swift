import Foundation
import InboundHTTP
import SyncModel
import Testing
import WebhookListener
import WebhookSignatures

/// What a stranger may put on the wire of the public side, over real connections.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HostileRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let parts: [String]
        var endsSending = false
        /// The statuses of all answers; none for a connection that is closed without one.
        let statuses: [String]

        var testDescription: String { name }

        init(_ name: String, _ parts: [String], endsSending: Bool = false, _ statuses: String...) {
            self.name = name
            self.parts = parts
            self.endsSending = endsSending
            self.statuses = statuses
        }
    }

    /// Marks in the wrong order: putting them in order takes the square of their number.
    private static func marks(_ byteCount: Int) -> String {
        String(repeating: "\u{301}\u{323}", count: byteCount / 4)
    }

    private static func post(
        _ target: String = "/webhooks/kms",
        _ fields: [String] = [],
        host: String = "host: x\r\n",
        type: String = "content-type: application/json\r\n",
        version: String = "1.1"
    ) -> String {
        "POST \(target) HTTP/\(version)\r\n\(host)\(type)"
            + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private static let length = "content-length: 2"
    private static let close = "connection: close"

    private static let cases: [Case] = [
        Case("nothing", [], endsSending: true),
        Case("half a request line", ["POST /web"], endsSending: true, "400"),
        Case("a null byte", ["\0"], "400"),
        Case("no Host", [post([length], host: "") + "{}"], "400"),
        Case("two Hosts", [post([length], host: "host: x\r\nhost: x\r\n") + "{}"], "400"),
        Case("two other Hosts", [post([length], host: "host: x\r\nhost: y\r\n") + "{}"], "400"),
        Case("an empty Host", [post([length], host: "host:\r\n") + "{}"], "400"),
        Case("a Host of marks", [post([length], host: "host: x\(marks(8000))\r\n") + "{}"], "400"),
        Case("no Host, and no delivery", ["GET /healthz HTTP/1.1\r\n\r\n"], "400"),
        Case(
            "two Hosts, and no delivery",
            ["GET /healthz HTTP/1.1\r\nhost: x\r\nhost: x\r\n\r\n"],
            "400"
        ),
        Case(
            "an old client without Host",
            [
                post([length], host: "", version: "1.0") + "{}"
            ],
            "401"
        ),
        Case(
            "a type of marks",
            [post([length, close], type: "content-type: a\(marks(8000))\r\n") + "{}"],
            "415"
        ),
        Case(
            "a type of marks beyond the limit",
            [
                post([length, close], type: "content-type: a\(marks(30_000))\r\n") + "{}"
            ],
            "431"
        ),
        Case(
            "a type of marks far beyond the limit",
            [
                post([length, close], type: "content-type: a\(marks(76_000))\r\n") + "{}"
            ],
            "431"
        ),
        Case(
            "a type of marks behind JSON",
            [
                post([length, close], type: "content-type: application/json\(marks(8000))\r\n")
                    + "{}"
            ],
            "415"
        ),
        Case(
            "an encoding of marks",
            [
                post([length, close, "content-encoding: identity\(marks(8000))"]) + "{}"
            ],
            "415"
        ),
        Case(
            "an expectation of marks",
            [
                post([length, close, "expect: 100-continue\(marks(8000))"]) + "{}"
            ],
            "401"
        ),
        Case(
            "a connection of marks",
            [
                post([length, "connection: close\(marks(8000))"]) + "{}",
                post([length, close]) + "{}",
            ],
            "401",
            "401"
        ),
        Case(
            "a connection of marks, and no delivery",
            [
                "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\(marks(8000))\r\n\r\n"
            ],
            "400"
        ),
        Case("a path of marks", [post("/webhooks/k\(marks(7000))", [length]) + "{}"], "400"),
        Case(
            "a long path",
            [post("/webhooks/" + String(repeating: "k", count: 9000)) + "{}"],
            "414"
        ),
        Case(
            "an encoded path of marks",
            [
                post(
                    "/webhooks/k" + String(repeating: "%CC%81%CC%A3", count: 600),
                    [length, close]
                ) + "{}"
            ],
            "401"
        ),
        Case(
            "a path of marks, and no delivery",
            ["GET /\(marks(7000)) HTTP/1.1\r\nhost: x\r\n\r\n"],
            "400"
        ),
        Case(
            "signatures of marks",
            [
                post([
                    length, close, "webhook-signature: v1,\(marks(4000))",
                    "webhook-id: \(marks(4000))",
                    "webhook-timestamp: \(marks(4000))",
                ]) + "{}"
            ],
            "401"
        ),
        Case(
            "two signatures of marks",
            [
                post([
                    length, close, "webhook-signature: \(marks(4000))x",
                    "webhook-signature: \(marks(4000))y",
                ]) + "{}"
            ],
            "401"
        ),
        Case("a header without name", [post([": x", length]) + "{}"], "400"),
        Case("a name of marks", [post(["x\u{301}: x", length]) + "{}"], "400"),
        Case(
            "many headers",
            [
                post((0..<400).map { "x-\($0): 1" } + [length]) + "{}"
            ],
            "431"
        ),
        Case("two lengths", [post([length, "content-length: 3"]) + "{}"], "400"),
        Case("a length below nothing", [post(["content-length: -1"])], "400"),
        Case("a length beyond numbers", [post(["content-length: 99999999999999999999"])], "400"),
        Case("length and chunks", [post([length, "transfer-encoding: chunked"]) + "{}"], "400"),
        Case(
            "a chunk without end",
            [
                post(["transfer-encoding: chunked"]) + "ffffffffffffffffff\r\n"
            ],
            "400"
        ),
        Case("half a body", [post([length]) + "{"], endsSending: true, "400"),
        Case(
            "garbage after an answer",
            [post([length]) + "{}", "\u{1}\u{2}\r\n\r\n"],
            "401",
            "400"
        ),
        Case(
            "refused, then garbage instead of the body",
            [
                post(["transfer-encoding: chunked"], type: "content-type: text/plain\r\n")
                    + "zz\r\n"
            ],
            "415"
        ),
    ]

    @Test(arguments: cases)
    func `it is refused, and the next delivery is taken`(_ given: Case) async throws {
        let bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
        let answer = try await bench.answer(
            to: given.parts,
            endsSending: given.endsSending
        )
        let statuses = answer.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
        #expect(statuses == given.statuses, "\(answer.prefix(500))")
        #expect(try await bench.send(Bodies.cloudEvent("after")).status == 202)
    }

    /// What is answered by its head alone must be so before the body is due.
    @Test(
        arguments: [
            (post([nine]) + "{", Duration.milliseconds(150), "408"),
            ("POST /healthz HTTP/1.1\r\nhost: x\r\n\(nine)\r\n\r\n{", .seconds(5), "405"),
            (post([nine], type: "content-type: text/plain\r\n") + "{", .seconds(5), "415"),
        ]
    )
    func `a client that stops in the midst of a body is not waited for`(
        text: String,
        deadline: Duration,
        status: String
    ) async throws {
        let bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
        let limits = ConnectionLimits(bodyDeadline: deadline)
        let answer = try await bench.answer(to: [text], limits: limits)
        let found = answer.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
        #expect(found == [status], "\(answer)")
    }

    private static let nine = "content-length: 9"

    @Test func `a client that stops in the midst of a head is not waited for`() async throws {
        let limits = ConnectionLimits(idleTimeout: .milliseconds(150))
        let half = "POST /webhooks/kms HTTP/1.1\r\nhost: x\r\n"
        #expect(try await ListenerBench().answer(to: [half], limits: limits).isEmpty)
    }

    @Test(arguments: [
        "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
        "POST /webhooks/kms HTTP/1.1\r\nhost: x\r\n\r\n",
    ])
    func `a client that never reads is cut off`(request: String) async throws {
        let bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
        // Nothing but the stall ends the connection within the limit of this suite.
        let limits = ConnectionLimits(
            bodyDeadline: .seconds(3600),
            answerDeadline: .seconds(3600),
            stallDeadline: .milliseconds(300),
            idleTimeout: .seconds(3600)
        )
        let next = try await bench.statusOfAnother(
            onceCutOff: String(repeating: request, count: 60_000),
            limits: limits
        )
        #expect(next == 200)
    }

    @Test func `bodies that nobody has vouched for have a limit together`() async throws {
        let bench = try await ListenerBench(unverifiedLimit: 1000)
        try await bench.addSource("kms", preset: .standardWebhooks, payload: .secretEvents)
        let head = Self.post(["content-length: 1001"])
        let answer = try await bench.answer(to: [head + String(repeating: " ", count: 1001)])
        #expect(answer.hasPrefix("HTTP/1.1 503") && answer.contains("retry-after: 5"))
        #expect(answer.contains("connection: close"))
        // Whatever became of a body, it is given back.
        for (parts, ends) in [
            ([Self.post(["content-length: 900"]) + "{"], true),
            (
                [
                    Self.post(["content-length: 900", Self.close])
                        + String(repeating: " ", count: 900)
                ], false
            ),
            ([Self.post(["transfer-encoding: chunked"]) + "5\r\n{    \r\nzz\r\n"], false),
        ] {
            _ = try await bench.answer(to: parts, endsSending: ends)
            #expect(bench.unverified.count == 0)
        }
        #expect(try await bench.send(Bodies.cloudEvent("after")).status == 202)
        #expect(bench.unverified.count == 0)
    }

    @Test func `a refusal costs the same however many sources there are`() async throws {
        let bench = try await ListenerBench()
        for number in 1...40 {
            try await bench.addSource("s\(number)", preset: .github, payload: .secretEvents)
        }
        let listener = bench.listener()
        let other = Self.post("/webhooks/nobody", [Self.length]) + "{}"
        let last = Self.post("/webhooks/s1", [Self.length, Self.close]) + "{}"
        let answer = try await bench.answer(
            to: [String(repeating: other, count: 200) + last],
            from: listener
        )
        #expect(answer.components(separatedBy: "HTTP/1.1 401").count == 202)
        #expect(listener.refusalCostsMade == 1)
        // A change of the sources is seen at once.
        try await bench.addSource("another", preset: .github, payload: .secretEvents)
        _ = try await bench.answer(to: [last], from: listener)
        #expect(listener.refusalCostsMade == 2)
    }

    @Test func `behind a trusted proxy the sender is who it says`() async throws {
        let bench = try await ListenerBench(proxies: ["127.0.0.0/8"])
        let fields = ["x-forwarded-for: 6.6.6.6, 198.51.100.7", Self.length, Self.close]
        _ = try await bench.answer(to: [Self.post(fields) + "{}"])
        #expect(bench.refusals.newestFirst.map(\.remoteAddress) == ["198.51.100.7"])
        let plain = try await ListenerBench()
        _ = try await plain.answer(to: [Self.post(fields) + "{}"])
        #expect(plain.refusals.newestFirst.map(\.remoteAddress) == ["127.0.0.1"])
    }

    private static func post(
        _ fields: [String],
        host: String = "host: x\r\n",
        type: String = "content-type: application/json\r\n",
        version: String = "1.1"
    ) -> String {
        post("/webhooks/kms", fields, host: host, type: type, version: version)
    }
}
