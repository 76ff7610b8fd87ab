import Encodings
import ChecklyClient
import OutboundHTTP
import SyncModel
import Testing

@Suite struct RequestShapeTests {
    private func header(_ name: String, _ request: OutboundRequest) -> [String] {
        request.headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    private func body(_ request: OutboundRequest) throws -> JSONValue {
        try JSONValue.parse(try #require(request.body))
    }

    @Test(arguments: [
        "v", "a\"b\\c", "one\ntwo\r\n\ttab", "\u{0}\u{1F}\u{7F}\u{2028}", "ü🔑e\u{301}",
    ])
    func `a write sends the value unharmed and nothing else`(value: String) async throws {
        let echo = JSONValue.object([
            .init(name: "key", value: .string("K/1")), .init(name: "value", value: .string(value)),
            .init(name: "locked", value: .bool(true)), .init(name: "secret", value: .bool(false)),
        ])
        let server = ScriptedServer([OutboundResponse(404), OutboundResponse(201, echo.text)])
        let outcome = try await server.client()
            .write(
                key: "K/1",
                value: SecretValue(value),
                locked: true,
                secret: false,
                isListed: true,
                account: "a"
            )
        #expect(outcome == .created)
        let fields: [(String, JSONValue)] = [
            ("locked", .bool(true)), ("secret", .bool(false)), ("value", .string(value)),
        ]
        let members = fields.map { JSONValue.Member(name: $0.0, value: $0.1) }
        #expect(try body(server.requests[0]) == .object(members))
        #expect(
            try body(server.requests[1])
                == .object([JSONValue.Member(name: "key", value: .string("K/1"))] + members)
        )
        #expect(server.requests[1].url == "http://checkly.test/v1/variables")
        for request in server.requests {
            #expect(header("content-type", request) == ["application/json"])
        }
    }

    @Test func `every request names the key, the account and the program`() async throws {
        let server = ScriptedServer([OutboundResponse(204)])
        _ = try await server.client().delete(key: "K", account: "a-1")
        let request = server.requests[0]
        #expect(request.method == "DELETE")
        #expect(request.body == nil)
        #expect(header("authorization", request) == ["Bearer cu_0123456789abcdef"])
        #expect(header("x-checkly-account", request) == ["a-1"])
        #expect(header("user-agent", request) == ["checkly-sync"])
        #expect(header("content-type", request).isEmpty)
    }

    @Test func `accounts are listed without naming one`() async throws {
        let server = ScriptedServer([
            OutboundResponse(200, #"[{"id":"1","name":"N","runtimeId":"2024.09"},{"id":"2"}]"#)
        ])
        let accounts = try await server.client().accounts()
        #expect(accounts.map(\.id) == ["1", "2"])
        #expect(accounts.map(\.name) == ["N", ""])
        #expect(accounts.map(\.runtimeID) == ["2024.09", nil])
        #expect(server.requests[0].url == "http://checkly.test/v1/accounts")
        #expect(header("x-checkly-account", server.requests[0]).isEmpty)
    }

    @Test func `an account without an id is no account`() async throws {
        let error = await #expect(throws: ChecklyError.self) {
            try await ScriptedServer([OutboundResponse(200, #"[{"name":"N"}]"#)])
                .client().accounts()
        }
        #expect(error?.code == "checkly-answer")
    }

    @Test func `groups are read to the last page`() async throws {
        let pages = [0..<100, 100..<101]
            .map { numbers in
                let items = numbers.map { #"{"id":\#($0),"name":"G"}"# }
                return OutboundResponse(200, "[\(items.joined(separator: ","))]", total: "101")
            }
        let server = ScriptedServer(pages)
        #expect(
            try await server.client().groups(account: "a").map(\.id) == (0...100).map { "\($0)" }
        )
        #expect(server.requests[1].url.hasSuffix("/v1/check-groups?limit=100&page=2"))
    }

    @Test func `a base URL may end in a slash`() async throws {
        let server = ScriptedServer([OutboundResponse(204)])
        _ = try await server.client(baseURL: "http://checkly.test/api//")
            .delete(key: "K", account: "a")
        #expect(server.requests[0].url == "http://checkly.test/api/v1/variables/K")
    }

    @Test func `every byte of a key but the unreserved ones is percent-encoded`() async throws {
        let unreserved = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8
        )
        for byte in UInt8(0)..<128 {
            let server = ScriptedServer([OutboundResponse(204)])
            let key = "k" + String(decoding: [byte], as: UTF8.self)
            _ = try await server.client().delete(key: key, account: "a")
            let digits = String(byte, radix: 16, uppercase: true)
            let encoded = unreserved.contains(byte) ? key : "k%\(byte < 16 ? "0" : "")\(digits)"
            #expect(server.requests[0].url == "http://checkly.test/v1/variables/" + encoded)
        }
    }
}
