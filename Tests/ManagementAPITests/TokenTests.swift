import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import ManagementAPI
import SyncModel
import Testing

/// What named tokens may do.
@Suite struct TokenTests {
    private func token(_ bench: APIBench, _ name: String, _ role: String) async throws -> String {
        let reply = try await bench.call(
            .post,
            "/api/v1/tokens",
            #"{"name":"\#(name)","role":"\#(role)"}"#
        )
        #expect(reply.status == 200, "\(reply.text)")
        return reply.json["token"]?["value"]?.string ?? ""
    }

    @Test func `an auditor reads everything and changes nothing, on every route there is`()
        async throws
    {
        let bench = try APIBench()
        let auditor = try await token(bench, "siem", "auditor")
        let head = bench.log.head
        let routes = bench.api.guardedRoutes
        #expect(routes.count > 40)
        for (method, path) in routes {
            let uri = path.split(separator: "/")
                .map { $0.hasPrefix(":") ? "7" : String($0) }.joined(separator: "/")
            let reply = try await bench.call(method, "/" + uri, token: auditor)
            let mayRead =
                method == .get
                || path.contains("/audit/verifications")
                || ["/plan", "exports", "/explain", "/check-destination", "/login-codes"]
                    .contains {
                        path.hasSuffix($0)
                    }
            #expect((reply.status == 403) == !mayRead, "\(method) \(path): \(reply.status)")
            if reply.status == 403 {
                #expect(reply.json["error"]?.string == "PermissionDenied")
                #expect(reply.json["statusCode"]?.integer == 403)
                #expect(reply.json["reqId"]?.string != nil)
            }
        }
        #expect(bench.log.head == head)
    }

    @Test func `what an administrator's token does is recorded under its name`() async throws {
        let bench = try APIBench()
        let robot = try await token(bench, "robot", "admin")
        let reply = try await bench.call(
            .post,
            "/api/v1/tokens",
            #"{"name":"other","role":"auditor"}"#,
            token: robot
        )
        #expect(reply.status == 200)
        let events = try await bench.call(.get, "/api/v1/events?type=token.created")
        let names = (events.json["events"]?.array ?? []).map { $0["actor"]?["name"]?.string }
        #expect(names == ["admin", "robot"])
        #expect(!events.text.contains(robot))
    }

    @Test func `a revoked token is refused, and a name is given once`() async throws {
        let bench = try APIBench()
        let robot = try await token(bench, "robot", "admin")
        #expect(try await bench.call(.get, "/api/v1/tokens", token: robot).status == 200)
        let again = #"{"name":"robot","role":"admin"}"#
        #expect(try await bench.call(.post, "/api/v1/tokens", again).status == 400)
        #expect(try await bench.call(.delete, "/api/v1/tokens/robot").status == 200)
        #expect(try await bench.call(.get, "/api/v1/tokens", token: robot).status == 401)
        #expect(try await bench.call(.delete, "/api/v1/tokens/robot").status == 404)
    }

    @Test(arguments: ["Bearer", "bearer", "BEARER", "bEaReR"])
    func `the scheme's name is taken in any case, the token in its own only`(
        scheme: String
    ) async throws {
        let bench = try APIBench()
        let robot = try await token(bench, "robot", "admin")
        func status(_ authorization: String) async throws -> Int {
            try await bench.call(.get, "/api/v1/tokens", authorization: authorization).status
        }
        for token in [APIBench.token, robot] {
            #expect(try await status("\(scheme) \(token)") == 200)
            #expect(try await status("\(scheme) \(token.uppercased())") == 401)
            #expect(try await status("\(scheme) ") == 401)
            #expect(try await status("\(scheme)\(token)") == 401)
            #expect(try await status("Basic \(token)") == 401)
        }
    }
}
