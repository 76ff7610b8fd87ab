import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import Projection
import Reconciliation
import SyncModel
import Synchronization
import Testing

@Suite struct PlanRouteTests {
    private static let base = "/api/v1/secret-syncs/checkly"

    private let bench: APIBench
    private let path: String
    private let id: String

    init() async throws {
        bench = try APIBench()
        let body = APIBench.sync(try await bench.connect())
        let sync = try await bench.call(.post, Self.base, body).json["secretSync"]
        id = try #require(sync?["id"]?.string)
        path = Self.base + "/" + id
    }

    private var newest: EventBody? {
        get throws {
            try bench.log.reader.event(at: bench.log.head)?.body
        }
    }

    @Test func `a plan has counts, changes with reason and cause, and an id to apply it by`()
        async throws
    {
        let head = bench.log.head
        let reply = try await bench.call(.post, path + "/plan", "{}")
        #expect(reply.status == 200)
        #expect(reply.json["syncId"]?.string == id)
        #expect(reply.json["planId"]?.string == id + "-abc")
        #expect(reply.json["asOf"]?.integer == head.number)
        #expect(reply.json["requests"]?.integer == 2)
        #expect(
            reply.json["summary"]?.text
                == #"{"conflict":0,"create":1,"delete":0,"skip":0,"unchanged":1,"update":0}"#
        )
        let changes = try #require(reply.json["changes"]?.array)
        #expect(changes.count == 1)
        #expect(changes[0]["action"]?.string == "create")
        #expect(changes[0]["reason"]?.string == "new in source")
        #expect(changes[0]["cause"]?.integer == 3)
        #expect(bench.log.head == head)
    }

    @Test func `a plan is as of a position or a time, and says what it does not take`()
        async throws
    {
        let one = try await bench.call(.post, path + "/plan", #"{"asOf":1}"#)
        #expect(one.json["asOf"]?.integer == 1)
        let early = try await bench.call(
            .post,
            path + "/plan",
            #"{"asOf":"1999-01-01T00:00:00Z"}"#
        )
        #expect(early.json["asOf"]?.integer == 0)
        let late = try await bench.call(
            .post,
            path + "/plan",
            #"{"asOf":"2999-01-01T00:00:00Z"}"#
        )
        #expect(late.json["asOf"]?.integer == bench.log.head.number)
        for wrong in [#"{"asOf":"soon"}"#, #"{"asOf":-1}"#, #"{"asOf":1000000}"#] {
            #expect(try await bench.call(.post, path + "/plan", wrong).status == 422)
        }
    }

    @Test func `what stands in the way of a plan is told, and nothing is pinned to it`()
        async throws
    {
        let problem = PushProblem(code: "folder-unknown", message: "Nothing was reported.")
        bench.planProblem.current.withLock { $0 = problem }
        let reply = try await bench.call(.post, path + "/plan", "{}")
        #expect(reply.status == 400)
        #expect(reply.json["message"]?.string == "folder-unknown: Nothing was reported.")
        let head = bench.log.head
        #expect(try await bench.call(.post, path + "/pin", #"{"asOf":2}"#).status == 400)
        #expect(bench.log.head == head)
    }

    @Test func `applying asks for exactly that plan`() async throws {
        let reply = try await bench.call(.post, path + "/apply", #"{"planId":"\#(id)-abc"}"#)
        #expect(reply.status == 200)
        #expect(try newest == .sync(.planApproved(syncID: id, planID: id + "-abc")))
        #expect(try await bench.call(.post, path + "/apply", "{}").status == 422)
    }

    @Test func `applying a plan as of a moment approves and pins at once`() async throws {
        let body = #"{"planId":"\#(id)-abc@2"}"#
        let head = bench.log.head
        let reply = try await bench.call(.post, path + "/apply", body)
        #expect(reply.json["secretSync"]?["pinnedTo"]?.integer == 2)
        #expect(
            try bench.log.reader.event(at: head.next)?.body
                == .sync(.planApproved(syncID: id, planID: id + "-abc@2"))
        )
        #expect(try newest == .sync(.pinned(syncID: id, asOf: Position(2))))
        // Where it is pinned already, nothing is to be pinned.
        _ = try await bench.call(.post, path + "/apply", body)
        #expect(try newest == .sync(.planApproved(syncID: id, planID: id + "-abc@2")))
    }

    @Test func `a plan that is out of date or would be refused is not applied`() async throws {
        let before = try await bench.call(.get, path).json
        let head = bench.log.head
        for stale in ["x-1", id + "-abd", id + "-abc@", id + "-abc@1000000", "@1"] {
            let reply = try await bench.call(.post, path + "/apply", #"{"planId":"\#(stale)"}"#)
            #expect(reply.status == 400)
            #expect(reply.json["message"]?.string?.hasPrefix("plan-outdated: ") == true)
        }
        let refusal = PushProblem(code: "group-full", message: "No room.")
        bench.planProblem.refusal.withLock { $0 = refusal }
        let plan = try await bench.call(.post, path + "/plan", "{}").json
        #expect(plan["problem"]?.text == #"{"code":"group-full","message":"No room."}"#)
        let reply = try await bench.call(.post, path + "/apply", #"{"planId":"\#(id)-abc"}"#)
        #expect(reply.json["message"]?.string == "group-full: No room.")
        #expect(bench.log.head == head)
        #expect(try await bench.call(.get, path).json == before)
    }

    @Test func `too many plans at once are asked for later`() async throws {
        bench.planProblem.current.withLock { $0 = .tooManyPlans(8) }
        let reply = try await bench.call(.post, path + "/plan", "{}")
        #expect(reply.status == 429)
        #expect(reply.headers[.retryAfter] != nil)
        #expect(reply.json["message"]?.string?.hasPrefix("plan-limit: ") == true)
    }

    @Test func `a paused sync says so and takes no request to push until it is resumed`()
        async throws
    {
        let paused = try await bench.call(.post, path + "/pause", #"{"reason":"freeze"}"#)
        #expect(paused.json["secretSync"]?["pause"]?["reason"]?.string == "freeze")
        #expect(try await bench.call(.post, path + "/sync-secrets").status == 400)
        #expect(try await bench.call(.post, path + "/apply", #"{"planId":"x"}"#).status == 400)
        let resumed = try await bench.call(.post, path + "/resume")
        #expect(resumed.json["secretSync"]?["pause"] == .null)
        #expect(try await bench.call(.post, path + "/sync-secrets").status == 200)
    }

    @Test func `pinning and unpinning are events and shown`() async throws {
        let pinned = try await bench.call(.post, path + "/pin", #"{"asOf":2}"#)
        #expect(pinned.json["secretSync"]?["pinnedTo"]?.integer == 2)
        #expect(try newest == .sync(.pinned(syncID: id, asOf: Position(2))))
        let unpinned = try await bench.call(.post, path + "/unpin")
        #expect(unpinned.json["secretSync"]?["pinnedTo"] == .null)
        #expect(try await bench.call(.post, path + "/pin", "{}").status == 422)
    }

    @Test func `only keys that the source has may be adopted`() async throws {
        for body in [#"{"keys":[]}"#, #"{"keys":["A"]}"#, "{}", #"{"keys":[5]}"#] {
            #expect(try await bench.call(.post, path + "/adopt", body).status == 422)
        }
    }

    @Test func `overlapping key spaces are told at creation and by check-destination`()
        async throws
    {
        func check(_ schema: String) async throws -> JSONValue {
            try await bench.call(
                .post,
                Self.base + "/check-destination",
                #"{"projectId":"p","destinationConfig":{"accountId":"a-1"},"#
                    + #""syncOptions":{"keySchema":"\#(schema)"}}"#
            )
            .json
        }
        // The sync there is has no key schema, so every key may be its own.
        let all = try await check("X_{{secretKey}}")
        #expect(all["hasDuplicate"]?.bool == true)
        #expect(all["overlappingSyncs"]?.array?.first?["id"]?.string == id)
        let patch =
            #"{"syncOptions":{"initialSyncBehavior":"preserve-destination","#
            + #""keySchema":"APP_{{secretKey}}"}}"#
        #expect(try await bench.call(.patch, path, patch).status == 200)
        #expect(try await check("X_{{secretKey}}")["hasDuplicate"]?.bool == false)
        #expect(try await check("APP_X_{{secretKey}}")["hasDuplicate"]?.bool == true)
        #expect(try await check("{{secretKey}}_DEV")["hasDuplicate"]?.bool == true)
    }
}
