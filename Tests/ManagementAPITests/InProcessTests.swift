import APIRoutes
import APIServing
import Encodings
import EventLog
import HTTPTypes
import ManagementAPI
import ManagementAPIBench
import SyncModel
import Testing

/// The API without HTTP: the same answers, refusals and events.
@Suite struct InProcessTests {
    private static let admin = Caller(name: "admin", role: .admin)
    private static let noJSON = "does not answer with JSON"
    private static let auditor = Caller(name: "eye", role: .auditor)

    /// Asks in process, and gives what is refused as over HTTP: a status and a message.
    private func perform(
        _ request: APIRequest,
        as caller: Caller = admin,
        on bench: APIBench
    ) async -> Result<JSONValue, APIError> {
        do throws(APIError) {
            return .success(try await bench.api.inProcess.perform(request, as: caller))
        } catch {
            return .failure(error)
        }
    }

    @Test func `every list answers in process as over HTTP`() async throws {
        let bench = try APIBench()
        let sync = try await bench.createSync()
        let id = try #require(sync["id"]?.string)
        var asked = 0
        for route in Route.all where route.method == .get && !route.isOpen {
            let parts = route.pathNames.map { $0 == "syncId" ? id : "none" }
            let query = ["projectId": "p", "from": "0", "nonce": "0123456789abcdef"]
            let text = query.map { "\($0)=\($1)" }.joined(separator: "&")
            let reply = try await bench.call(.get, route.path(filledWith: parts) + "?" + text)
            let given = await perform(APIRequest(route, parts, query: query), on: bench)
            switch given {
            case .success(let answer):
                #expect(reply.status == 200, "\(route.id)")
                #expect(answer == reply.json, "\(route.id)")
            case .failure(let error):
                if case .text(let message) = error.message, message.hasSuffix(Self.noJSON) {
                    continue
                }
                #expect(error.status == reply.status, "\(route.id)")
                if case .text(let message) = error.message {
                    #expect(reply.json["message"]?.string == message, "\(route.id)")
                }
            }
            asked += 1
        }
        #expect(asked > 30)
    }

    @Test func `a change is recorded as who asked for it`() async throws {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let body = JSONValue.object([.init(name: "reason", value: .string("freeze"))])
        let answer = await perform(APIRequest(.pauseSync, [id], body: body), on: bench)
        #expect(try answer.get()["secretSync"]?["pause"]?["reason"]?.string == "freeze")
        let events = try await bench.call(.get, "/api/v1/events?newest=true&limit=1").json
        let event = try #require(events["events"]?.array?.first)
        #expect(event["type"]?.string == "sync.paused")
        #expect(event["actor"]?["name"]?.string == "admin")
    }

    @Test func `the log tells a change made on a surface from one made by a script`()
        async throws
    {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let dashboard = Self.admin.on("dashboard")
        _ = try await perform(APIRequest(.pauseSync, [id]), as: dashboard, on: bench).get()
        let paused = try #require(try bench.log.reader.event(at: bench.log.head))
        #expect(paused.actor == Actor(type: "token", id: "dashboard", name: "admin"))
        _ = try await perform(APIRequest(.resumeSync, [id]), on: bench).get()
        let resumed = try #require(try bench.log.reader.event(at: bench.log.head))
        #expect(resumed.actor == Actor(type: "token", name: "admin"))
    }

    @Test func `an auditor is refused what an auditor may not do, and nothing is recorded`()
        async throws
    {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let head = bench.log.head
        for route in Route.all where !Self.auditor.mayUse(route) {
            let parts = route.pathNames.map { _ in id }
            let given = await perform(APIRequest(route, parts), as: Self.auditor, on: bench)
            guard case .failure(let error) = given else {
                Issue.record("\(route.id) was performed")
                continue
            }
            #expect(error.status == 403, "\(route.id)")
        }
        #expect(bench.log.head == head)
    }

    @Test func `a refusal says which field it is about`() async throws {
        let bench = try APIBench()
        _ = try await bench.connect("main")
        let body = try JSONValue.parse(Array(APIBench.connectionBody([:]).utf8))
        let given = await perform(APIRequest(.createConnection, body: body), on: bench)
        guard case .failure(let error) = given else {
            Issue.record("a second connection of that name was made")
            return
        }
        #expect(error.status == 400)
        #expect(error.field == "name")
    }

    @Test func `what could not come over HTTP is refused in process too`() async throws {
        let bench = try APIBench()
        let long = String(repeating: "x", count: 2000)
        for request in [
            APIRequest(.getSync, [long]), APIRequest(.getSync, ["é"]),
            APIRequest(.listEvents, query: ["type": long]),
            APIRequest(.listEvents, query: ["type": "é"]),
        ] {
            guard case .failure(let error) = await perform(request, on: bench) else {
                Issue.record("\(request) was answered")
                continue
            }
            #expect(error.status == 400)
        }
        guard case .failure(let error) = await perform(APIRequest(.getHealth), on: bench) else {
            Issue.record("an open route was answered")
            return
        }
        #expect(error.status == 404)
    }

    @Test func `a token is known until it is revoked`() async throws {
        let bench = try APIBench()
        let made = try await bench.call(
            .post,
            "/api/v1/tokens",
            #"{"name":"eye","role":"auditor"}"#
        )
        let token = try #require(made.json["token"]?["value"]?.string)
        let api = bench.api.inProcess
        let caller = try #require(api.caller(token: SecretValue(token)))
        #expect(caller.name == "eye")
        #expect(caller.role == .auditor)
        #expect(api.isValid(caller))
        #expect(api.caller(token: SecretValue(token + "x")) == nil)
        _ = try await bench.call(.delete, "/api/v1/tokens/eye")
        #expect(!api.isValid(caller))
        #expect(api.caller(token: SecretValue(token)) == nil)
    }
}
