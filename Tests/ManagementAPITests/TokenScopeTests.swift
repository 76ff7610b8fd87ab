import APIRoutes
import Encodings
import EventLog
import HTTPTypes
import ManagementAPI
import ManagementAPIBench
import SyncModel
import Synchronization
import TestSupport
import Testing

/// Tokens that end, and tokens for certain projects.
@Suite struct TokenScopeTests {
    private static let syncs = "/api/v1/secret-syncs/checkly"

    private func token(
        _ bench: APIBench,
        _ more: String,
        role: String = "admin"
    ) async throws
        -> String
    {
        let body = #"{"name":"robot","role":"\#(role)",\#(more)}"#
        let reply = try await bench.call(.post, "/api/v1/tokens", body)
        #expect(reply.status == 200, "\(reply.text)")
        return reply.json["token"]?["value"]?.string ?? ""
    }

    @Test func `a token is refused from the moment on that it expires`() async throws {
        let clock = VirtualClock(standsStill: true)
        let bench = try APIBench(now: { clock.timestamp })
        let end = clock.timestamp.advanced(by: .seconds(60)).rfc3339
        let robot = try await token(bench, #""expiresAt":"\#(end)""#)
        func status() async throws -> Int {
            try await bench.call(.get, "/api/v1/hold", token: robot).status
        }
        #expect(try await status() == 200)
        clock.advance(by: .milliseconds(59_999))
        #expect(try await status() == 200)
        clock.advance(by: .milliseconds(1))
        #expect(try await status() == 401)
        let list = try await bench.call(.get, "/api/v1/tokens").json["tokens"]?.array
        #expect(list?.first?["expiresAt"]?.string == end)
        #expect(list?.first?["projects"] == .null)
    }

    @Test func `a token that has expired before it begins is refused`() async throws {
        let bench = try APIBench()
        let now = VirtualClock.epoch.rfc3339
        let body = #"{"name":"robot","role":"admin","expiresAt":"\#(now)"}"#
        let reply = try await bench.call(.post, "/api/v1/tokens", body)
        #expect(reply.status == 422)
        #expect(reply.issues.count == 1)
        #expect(reply.issues.first?.contains("expiresAt The token would have expired") == true)
    }

    @Test(arguments: ["[]", "[\"\"]", "[\" \"]", "[1]", "\"p\"", "{}"])
    func `projects are a list of ids`(projects: String) async throws {
        let bench = try APIBench()
        let body = #"{"name":"robot","role":"admin","projects":\#(projects)}"#
        let reply = try await bench.call(.post, "/api/v1/tokens", body)
        #expect(reply.status == 422, "\(reply.text)")
        #expect(bench.log.head == .beforeFirst)
    }

    @Test func `a project is named as syncs name it, without white space around it`() async throws {
        let bench = try APIBench()
        let own = try #require(try await bench.createSync()["id"]?.string)
        let robot = try await token(bench, #""projects":[" p\n"]"#)
        let reply = try await bench.call(.get, "\(Self.syncs)/\(own)", token: robot)
        #expect(reply.status == 200)
        let list = try await bench.call(.get, "/api/v1/tokens").json["tokens"]?.array
        #expect(list?.first?["projects"]?.text == #"["p"]"#)
    }

    @Test func `a token for a project does with its syncs what its role may`() async throws {
        let bench = try APIBench()
        let sync = try await bench.createSync()
        let own = try #require(sync["id"]?.string)
        let connection = try #require(sync["connectionId"]?.string)
        let robot = try await token(bench, #""projects":["p","q"]"#)
        func ask(
            _ method: HTTPRequest.Method,
            _ path: String,
            _ body: String? = nil
        ) async throws -> Int {
            try await bench.call(method, path, body, token: robot).status
        }
        #expect(try await ask(.get, "\(Self.syncs)/\(own)") == 200)
        #expect(try await ask(.get, "\(Self.syncs)/\(own.uppercased())") == 200)
        #expect(try await ask(.get, "\(Self.syncs)?projectId=p") == 200)
        #expect(try await ask(.get, "/api/v1/syncs?projectId=q") == 200)
        #expect(try await ask(.patch, "\(Self.syncs)/\(own)", #"{"description":"d"}"#) == 200)
        #expect(try await ask(.post, "\(Self.syncs)/\(own)/pause", "{}") == 200)
        #expect(try await ask(.get, "/api/v1/app-connections/checkly/available") == 200)
        let body = APIBench.syncBody(
            ["name": #""two""#, "projectId": #""q""#],
            connection: connection
        )
        #expect(try await ask(.post, Self.syncs, body) == 200)
    }

    @Test func `it does nothing with those of others`() async throws {
        let bench = try APIBench()
        let sync = try await bench.createSync()
        let other = try #require(sync["id"]?.string)
        let connection = try #require(sync["connectionId"]?.string)
        let robot = try await token(bench, #""projects":["q"]"#)
        let head = bench.log.head
        func ask(
            _ method: HTTPRequest.Method,
            _ path: String,
            _ body: String? = nil
        ) async throws -> APIBench.Reply {
            try await bench.call(method, path, body, token: robot)
        }
        // As if it were not there.
        let hidden = try await ask(.get, "\(Self.syncs)/\(other)")
        let missing = try await ask(.get, "\(Self.syncs)/\(APIBench.none)")
        #expect(hidden.status == 404 && missing.status == 404)
        #expect(
            hidden.json["message"]?.string?.replacing(other, with: "")
                == missing.json["message"]?.string?.replacing(APIBench.none, with: "")
        )
        for path in ["?projectId=p", "", "?projectid=q", "?projectId=q%20"] {
            let reply = try await ask(.get, Self.syncs + path)
            #expect(reply.status == 403, "\(path)")
            #expect(reply.text.contains("projectId"))
        }
        #expect(try await ask(.get, "/api/v1/syncs").status == 403)
        #expect(
            try await ask(.get, "/api/v1/syncs?projectId=q&projectId=p").json["syncs"]?.array?
                .isEmpty != false
        )
        for body in [
            APIBench.syncBody([:], connection: connection),
            APIBench.syncBody(["projectId": nil], connection: connection),
        ] {
            #expect(try await ask(.post, Self.syncs, body).status == 403)
        }
        #expect(bench.log.head == head)
    }

    @Test func `no list of its projects has a word of others`() async throws {
        let bench = try APIBench()
        _ = try await bench.createSync([
            "name": #""canary-sync""#, "projectId": #""canary-project""#,
            "environment": #""canary-env""#, "secretPath": #""/canary""#,
            "description": #""canary-text""#,
        ])
        let path = FolderPath(
            projectID: "canary-project",
            environment: "canary-env",
            secretPath: "/canary"
        )
        let reported = PendingEvent(.secrets(.snapshot(path, [.sample("CANARY")])))
        _ = try await bench.log.append(AppendRequest(source: "kms", events: [reported]))
        let robot = try await token(bench, #""projects":["q"]"#)
        var tellingCount = 0
        for route in Route.all where route.reach == .queriedProject {
            let reply = try await bench.call(.get, "\(route.path)?projectId=q", token: robot)
            #expect(!reply.text.lowercased().contains("canary"), "\(route.path): \(reply.text)")
            let all = try await bench.call(.get, "\(route.path)?projectId=canary-project")
            if reply.status == 200, all.text.lowercased().contains("canary") { tellingCount += 1 }
        }
        // Both lists of syncs, and the one of folders.
        #expect(tellingCount >= 3)
    }

    @Test func `every route is for everything, for its projects, or shows no secret`()
        async throws
    {
        let bench = try APIBench()
        _ = try await bench.createSync()
        let robot = try await token(bench, #""projects":["q"]"#)
        let head = bench.log.head
        for (method, path) in bench.api.guardedRoutes {
            let uri = path.split(separator: "/")
                .map { $0.hasPrefix(":") ? APIBench.none : String($0) }.joined(separator: "/")
            let reply = try await bench.call(method, "/" + uri, token: robot)
            let isShared = Self.shared.contains("\(method) \(path)")
            #expect([403, 404].contains(reply.status) == !isShared, "\(method) \(path)")
        }
        #expect(bench.log.head == head)
    }

    /// Those that any token for projects may use; whoever adds one knows why.
    private static let shared: Set = [
        "GET /api/v1/app-connections/options", "GET /api/v1/app-connections/checkly/available",
        "GET /api/v1/secret-syncs/options",
        "POST /api/v1/secret-syncs/checkly/check-destination",
    ]

    @Test func `taking keys from other syncs is for everything`() {
        #expect(Route.adoptKeys.reach == .everything)
        #expect(Route.createLoginCode.reach == .everything)
        #expect(Route.createToken.reach == .everything)
    }
}
