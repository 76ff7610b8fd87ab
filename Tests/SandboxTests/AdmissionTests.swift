import Encodings
import HTTPTypes
import Sandbox
import TestSupport
import Testing

@Suite struct `A sandboxed Checkly admits requests` {
    static let paths = ["/v1/variables", "/v1/accounts", "/v1/accounts/me", "/v1/check-groups"]
    static let stranger = "00000000-0000-4000-8000-000000000000"

    @Test(arguments: paths)
    func `a missing and an unknown key are 401`(path: String) async throws {
        let bench = try await ChecklyBench()
        let missing = try await bench.ask(.get, path, key: nil)
        let unknown = try await bench.ask(.get, path, key: "cu_other")
        #expect(missing.status == 401)
        #expect(
            missing.body
                == #"{"error":"Unauthorized","message":"Missing authentication","statusCode":401}"#
        )
        #expect(unknown.status == 401)
    }

    @Test(arguments: [403, 404], [stranger, "11111111-0000-4000-8000-000000000000"])
    func `a wrong account is 403 or 404`(answer: Int, account: String) async throws {
        let bench = try await ChecklyBench { $0.wrongAccountAnswer = answer }
        await bench.state.addAccount(Self.stranger, named: "Another's")
        for path in ["/v1/variables", "/v1/accounts/me", "/v1/check-groups/1"] {
            #expect(try await bench.ask(.get, path, account: account).status == answer)
        }
    }

    @Test func `a key of several accounts must name one`() async throws {
        let bench = try await ChecklyBench()
        await bench.state.addAccount(Self.stranger, named: "Second")
        await bench.state.addAPIKey("cu_two", accounts: [Self.stranger, ChecklyBench.account])
        #expect(try await bench.ask(.get, "/v1/variables", account: nil).status == 200)
        let unnamed = try await bench.ask(.get, "/v1/variables", key: "cu_two", account: nil)
        #expect(unnamed.status == 403)
        let list = try await bench.ask(.get, "/v1/accounts", key: "cu_two", account: nil)
        #expect(list.json.items.count == 2)
    }

    @Test func `an account is found by its id and as the key's own`() async throws {
        let bench = try await ChecklyBench()
        let own = try await bench.ask(.get, "/v1/accounts/me")
        let named = try await bench.ask(.get, "/v1/accounts/\(ChecklyBench.account)")
        let unknown = try await bench.ask(.get, "/v1/accounts/\(Self.stranger)")
        #expect(own.json["id"] == .string(ChecklyBench.account))
        #expect(named.json == own.json)
        #expect(unknown.status == 404)
    }

    @Test func `a read-only key reads and does not write`() async throws {
        let bench = try await ChecklyBench()
        await bench.state.addAPIKey(
            "cu_reader",
            accounts: [ChecklyBench.account],
            canWrite: false
        )
        let body = #"{"key":"A","value":"x"}"#
        #expect(try await bench.ask(.get, "/v1/variables", key: "cu_reader").status == 200)
        #expect(try await bench.ask(.post, "/v1/variables", body, key: "cu_reader").status == 403)
        #expect(await bench.variable("A") == nil)
    }

    @Test(arguments: [nil, 7])
    func `requests beyond the limit are 429 until the window has passed`(
        retryAfter: Int?
    ) async throws {
        let bench = try await ChecklyBench {
            $0.requestLimitPerWindow = RequestLimit(count: 2, window: .seconds(60))
            $0.retryAfterSeconds = retryAfter
        }
        for status in [200, 200, 429, 429] {
            let reply = try await bench.ask(.get, "/v1/variables")
            #expect(reply.status == status)
            let header = status == 429 ? retryAfter.map { "\($0)" } : nil
            #expect(reply[header: "retry-after"] == header)
        }
        bench.clock.advance(by: .seconds(60))
        #expect(try await bench.ask(.get, "/v1/variables").status == 200)
    }
}
