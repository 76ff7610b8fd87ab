import Encodings
import ChecklyClient
import OutboundHTTP
import SyncModel
import Testing

/// Only a documented answer that shows what was asked for counts as one; every other leaves the
/// outcome open, to be tried again.
@Suite struct AcknowledgementTests {
    private static let value = "c4n4ry-v4lue"

    /// An answer that something else than Checkly's API may give, or Checkly on a bad day.
    struct HostileAnswer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let result: Result<OutboundResponse, TransportError>

        init(_ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []) {
            testDescription = "\(status) \(body.prefix(70))"
            result = .success(
                OutboundResponse(status: status, headers: headers, body: Array(body.utf8))
            )
        }

        init(_ error: TransportError) {
            testDescription = "\(error)"
            result = .failure(error)
        }

        init(_ name: String, bytes: [UInt8], _ headers: [(name: String, value: String)]) {
            testDescription = name
            result = .success(OutboundResponse(status: 200, headers: headers, body: bytes))
        }
    }

    /// Wrong for every request there is.
    private static let wrongForAll: [HostileAnswer] =
        [
            HostileAnswer(.timedOut), HostileAnswer(.responseTooLarge),
            HostileAnswer(.connection("closed")),
            HostileAnswer(
                "200 compressed",
                bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x8B, 0x8E, 5, 0],
                [(name: "content-encoding", value: "gzip")]
            ),
        ] + [202, 203, 206, 207].map { HostileAnswer($0, "{}") }
        + [301, 302, 303, 304, 307, 308]
        .map { HostileAnswer($0, "", [(name: "location", value: "https://login.test/")]) }
        + ["null", "true", "7", #""ok""#, "<!DOCTYPE html><h1>Hello</h1>", "\u{FEFF}[]", "{\"key"]
        .map { HostileAnswer(200, $0) }
        + [404, 409, 500, 503].map { HostileAnswer($0, "<html><h1>Gateway</h1></html>") }

    private static func variable(
        key: String = #""K""#,
        value: String = #""c4n4ry-v4lue""#,
        locked: String = "true",
        secret: String = "true"
    ) -> String {
        #"{"key":\#(key),"value":\#(value),"locked":\#(locked),"secret":\#(secret)}"#
    }

    /// No answers to a write of `K`, whether it is a secret or not.
    private static let wrongVariables = [
        "", "{}", "[]", variable(key: #""L""#), variable(key: #""k""#), variable(key: "null"),
        variable(key: "1"), variable(key: #"["K"]"#), variable(value: #""old""#),
        variable(value: #""c4n4ry-v4lu""#), variable(value: #""C4N4RY-V4LUE""#),
        variable(value: #""***""#), variable(value: "7"), variable(value: "[]"),
        variable(value: "{}"), variable(value: "false"), variable(secret: #""true""#),
        variable(locked: "1"), variable(locked: "false"),
        "[\(variable())]", #"{"data":\#(variable())}"#, String(variable().dropLast(3)),
        #"{"value":"c4n4ry-v4lue","locked":true,"secret":true}"#,
        #"{"statusCode":400,"error":"Bad Request","message":"no"}"#,
    ]

    private static func wrongWrites(_ status: Int) -> [HostileAnswer] {
        wrongForAll + wrongVariables.map { HostileAnswer(status, $0) }
            + [200, 201, 202, 204].filter { $0 != status }.map { HostileAnswer($0, variable()) }
    }

    private static let wrongLists =
        wrongForAll
        + ["", "{}", #"{"data":[]}"#, "[{}]", "[null]", #"["K"]"#, #"[{"key":"K"}"#]
        .map { HostileAnswer(200, $0) } + [HostileAnswer(201, "[]"), HostileAnswer(204, "")]

    private static let wrongVariableLists =
        wrongLists
        + [
            "[\(variable(key: "null"))]", "[\(variable(secret: "1"))]",
            "[\(variable(locked: #""true""#))]",
        ]
        .map { HostileAnswer(200, $0) }

    private static func group(
        id: String = "7",
        variables: String? = "[\(variable(value: "null"))]"
    ) -> String {
        let list = variables.map { #","environmentVariables":\#($0)"# } ?? ""
        return #"{"id":\#(id),"name":"Shop"\#(list)}"#
    }

    private static let wrongGroups =
        wrongForAll
        + [
            "", "{}", "[]", group(id: "8"), group(id: #""7""#), group(variables: nil),
            group(variables: "{}"), group(variables: #""""#), group(variables: "[{}]"),
            group(variables: "[\(variable(secret: "0"))]"), String(group().dropLast(4)),
            group(variables: "[\(variable(value: "7"))]"), #"{"group":\#(group())}"#,
        ]
        .map { HostileAnswer(200, $0) }

    /// No answers to a group's PUT that sends the one secret `K`.
    private static let wrongGroupWrites =
        wrongGroups
        + [
            group(variables: "[]"), group(variables: "null"),
            group(variables: "[\(variable(key: #""L""#))]"),
            group(variables: "[\(variable(secret: "false"))]"),
            group(variables: "[\(variable()),\(variable())]"),
        ]
        .map { HostileAnswer(200, $0) } + [HostileAnswer(201, group()), HostileAnswer(204, "")]

    private struct Always: OutboundTransport {
        let hostile: Result<OutboundResponse, TransportError>
        var isHostile: @Sendable (OutboundRequest) -> Bool = { _ in true }

        func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
            if isHostile(request) { return try hostile.get() }
            return OutboundResponse(200, AcknowledgementTests.group())
        }

        var client: ChecklyClient {
            ChecklyClient(
                baseURL: "http://checkly.test",
                apiKey: SecretValue("cu_0123456789abcdef"),
                transport: self,
                budget: RequestBudget(limit: 1000, clock: ContinuousClock()),
                sleep: { _ in },
                jitter: { 1 }
            )
        }
    }

    /// What is left open may be tried again, is Checkly's doing, and shows nothing.
    private func expectOpen(_ act: () async throws -> Void) async {
        let error = await #expect(throws: ChecklyError.self) { try await act() }
        #expect(error?.isRetryable == true, "\(error?.message ?? "")")
        #expect(error?.cause == .checkly, "\(error?.message ?? "")")
        #expect(error?.description.contains("c4n4ry") == false)
    }

    private func write(
        _ client: ChecklyClient,
        isListed: Bool,
        isSecret: Bool = true
    ) async throws -> WriteOutcome {
        try await client.write(
            key: "K",
            value: SecretValue(Self.value),
            locked: true,
            secret: isSecret,
            isListed: isListed,
            account: "a"
        )
    }

    @Test(arguments: wrongWrites(200))
    func `no other answer takes a PUT for done`(_ answer: HostileAnswer) async {
        await expectOpen {
            _ = try await write(Always(hostile: answer.result).client, isListed: true)
        }
    }

    @Test(arguments: wrongWrites(201))
    func `no other answer takes a POST for done`(_ answer: HostileAnswer) async {
        await expectOpen {
            _ = try await write(Always(hostile: answer.result).client, isListed: false)
        }
    }

    @Test(arguments: [
        variable(), variable(value: "null"), variable(value: #""""#), variable(locked: "null"),
        #"{"key":"K","locked":true,"secret":true}"#, #"{"id":1,"key":"K","value":"c4n4ry-v4lue"}"#,
    ])
    func `a secret counts as written where its value is shown or masked`(body: String) async throws
    {
        for (status, outcome) in [(200, WriteOutcome.updated), (201, .created)] {
            let line = Always(hostile: .success(OutboundResponse(status, body)))
            #expect(try await write(line.client, isListed: status == 200) == outcome)
        }
    }

    @Test(arguments: ["null", #""""#, "absent"])
    func `a readable variable counts as written only where its value is shown`(
        value: String
    ) async throws {
        let body =
            value == "absent"
            ? #"{"key":"K","locked":true,"secret":false}"#
            : Self.variable(value: value, secret: "false")
        let line = Always(hostile: .success(OutboundResponse(200, body)))
        await expectOpen { _ = try await write(line.client, isListed: true, isSecret: false) }
        let shown = Self.variable(secret: "false")
        let good = Always(hostile: .success(OutboundResponse(200, shown)))
        #expect(try await write(good.client, isListed: true, isSecret: false) == .updated)
    }

    @Test func `a masked secret counts as written only where both flags are shown`() async {
        for body in [
            #"{"key":"K","value":null,"secret":true}"#, #"{"key":"K","value":null,"locked":true}"#,
            Self.variable(value: "null", locked: "null"),
            Self.variable(value: "null", secret: "false"),
        ] {
            let line = Always(hostile: .success(OutboundResponse(200, body)))
            await expectOpen { _ = try await write(line.client, isListed: true) }
        }
    }

    @Test(
        arguments: wrongForAll
            + [200, 201]
            .flatMap { status in
                ["", "{}", variable(), "[]"].map { HostileAnswer(status, $0) }
            }
    )
    func `no other answer takes a DELETE for done`(_ answer: HostileAnswer) async {
        await expectOpen {
            _ = try await Always(hostile: answer.result).client.delete(key: "K", account: "a")
        }
    }

    @Test(arguments: wrongVariableLists)
    func `no other answer is a list of variables`(_ answer: HostileAnswer) async {
        await expectOpen {
            _ = try await Always(hostile: answer.result).client.variables(account: "a")
        }
    }

    @Test(arguments: wrongLists)
    func `no other answer is a list of groups or accounts`(_ answer: HostileAnswer) async {
        let client = Always(hostile: answer.result).client
        await expectOpen { _ = try await client.groups(account: "a") }
        await expectOpen { _ = try await client.accounts() }
    }

    @Test(arguments: wrongGroups)
    func `no other answer is a check group`(_ answer: HostileAnswer) async {
        await expectOpen {
            _ = try await Always(hostile: answer.result).client.group("7", account: "a")
        }
    }

    @Test(arguments: wrongGroupWrites)
    func `no other answer takes a group's PUT for done`(_ answer: HostileAnswer) async throws {
        let line = Always(hostile: answer.result) { $0.method == "PUT" }
        let snapshot = try #require(try await line.client.group("7", account: "a"))
        let secret = ChecklyGroupVariable.secret("K", Self.value)
        await expectOpen {
            _ = try await line.client.replaceVariables(of: snapshot, with: [secret], account: "a")
        }
    }

    @Test(arguments: ["", #","locked":null,"secret":null"#, #","locked":null"#])
    func `flags that a group does not show contradict nothing`(flags: String) async throws {
        let list = #"[{"key":"K","value":null\#(flags)}]"#
        let group = OutboundResponse(200, Self.group(variables: list))
        let line = Always(hostile: .success(group))
        let snapshot = try #require(try await line.client.group("7", account: "a"))
        let secret = ChecklyGroupVariable.secret("K", Self.value)
        let outcome = try await line.client.replaceVariables(
            of: snapshot,
            with: [secret],
            account: "a"
        )
        #expect(outcome.restoredSettings.isEmpty)
        #expect(outcome.group.variables.map(\.isLocked) == [nil])
    }
}
