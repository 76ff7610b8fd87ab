import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import Reconciliation
import SyncModel
import Synchronization
import TestSupport
import Testing

/// Plans of syncs that are not created or not changed yet, and carrying out exactly one of them.
@Suite struct DraftRouteTests {
    private static let base = "/api/v1/secret-syncs/checkly"
    private static let outdated = "plan-outdated: "

    private let bench: APIBench
    private let connection: String
    private let id: String

    init() async throws {
        bench = try APIBench()
        connection = try await bench.connect()
        let reply = try await bench.call(.post, Self.base, APIBench.sync(connection))
        id = try #require(reply.json["secretSync"]?["id"]?.string)
    }

    private func report(_ keys: [String], of path: String) async throws {
        let folder = FolderPath(projectID: "p", environment: "dev", secretPath: path)
        _ = try await bench.log.append(
            AppendRequest(
                source: "hanzo",
                identity: nil,
                events: [
                    PendingEvent(.secrets(.snapshot(folder, keys.map { .sample($0, "fp1:1") })))
                ]
            )
        )
    }

    private func draft(_ changes: [String: String?]) async throws -> APIBench.Reply {
        let body = APIBench.syncBody(changes, connection: connection)
        return try await bench.call(.post, Self.base + "/plan", body)
    }

    private var newest: EventBody? {
        get throws { try bench.log.reader.event(at: bench.log.head)?.body }
    }

    @Test func `the plan of a change is of the sync as it would be, and changes nothing`()
        async throws
    {
        let head = bench.log.head
        let reply = try await draft(["syncId": "\"\(id)\"", "secretPath": #""/other""#])
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json["syncId"]?.string == id)
        #expect(reply.json["planId"]?.string == id + "-abc")
        #expect(reply.json["isFolderKnown"]?.bool == true)
        #expect(bench.log.head == head)
        let shown = try await bench.call(.get, "\(Self.base)/\(id)").json["secretSync"]
        #expect(shown?["folder"]?["path"]?.string != "/other")
    }

    @Test func `a change of nothing that is there cannot be planned, nor one to a taken name`()
        async throws
    {
        let missing = try await draft(["syncId": "\"\(APIBench.none)\""])
        #expect(missing.status == 404)
        let other = APIBench.sync(connection, "two")
        #expect(try await bench.call(.post, Self.base, other).status == 200)
        let taken = try await draft(["syncId": "\"\(id)\"", "name": #""two""#])
        #expect(taken.status == 400)
        #expect(try await draft(["syncId": "\"\(id)\"", "name": #""one""#]).status == 200)
        #expect(try await draft(["syncId": #""x""#]).status == 422)
    }

    @Test func `a draft names the syncs that may write the same keys, and the keys of both`()
        async throws
    {
        try await report(["A", "B", "C"], of: "/app")
        try await report(["B", "C", "D"], of: "/b")
        let reply = try await draft(["name": #""two""#, "secretPath": #""/b""#])
        let overlap = try #require(reply.json["overlappingSyncs"]?.array?.first)
        #expect(reply.json["overlappingSyncs"]?.array?.count == 1)
        #expect(overlap["id"]?.string == id)
        #expect(overlap["commonKeyCount"]?.integer == 2)
        #expect(overlap["commonKeys"]?.text == #"["B","C"]"#)
        // A changed sync does not overlap with itself.
        let change = try await draft(["syncId": "\"\(id)\""])
        #expect(change.json["overlappingSyncs"]?.array?.isEmpty == true)
        let many = (10..<40).map { "K\($0)" }
        try await report(many, of: "/app")
        try await report(many, of: "/b")
        let long = try await draft(["name": #""two""#, "secretPath": #""/b""#])
        let named = long.json["overlappingSyncs"]?.array?.first
        #expect(named?["commonKeyCount"]?.integer == 30)
        #expect(named?["commonKeys"]?.array?.count == 20)
    }

    @Test func `a draft of an unknown folder has nothing to approve`() async throws {
        bench.planProblem.current.withLock { $0 = .folderUnknown }
        let reply = try await draft(["name": #""two""#])
        #expect(reply.status == 200)
        #expect(reply.json["isFolderKnown"]?.bool == false)
        #expect(reply.json["planId"] == nil)
        #expect(reply.json["changes"]?.array?.isEmpty == true)
        #expect(reply.json["problem"]?["code"]?.string == "folder-unknown")
        bench.planProblem.current.withLock { $0 = .tooManyPlans(8) }
        #expect(try await draft(["name": #""two""#]).status == 429)
        let problem = PushProblem(code: "checkly-credentials", message: "No.")
        bench.planProblem.current.withLock { $0 = problem }
        #expect(try await draft(["name": #""two""#]).status == 400)
    }

    @Test func `a change is saved together with the approval of its plan`() async throws {
        let head = bench.log.head
        let body = #"{"description":"d","planId":"\#(id)-abc"}"#
        let reply = try await bench.call(.patch, "\(Self.base)/\(id)", body)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(bench.log.head.number == head.number + 3)
        let types = try bench.log.reader.events(EventQuery(after: head, limit: 9)).map(\.body.type)
        #expect(types == ["sync.updated", "sync.parked", "sync.plan-approved"])
        #expect(try newest == .sync(.planApproved(syncID: id, planID: id + "-abc")))
    }

    @Test func `a change with a plan that is not its own, or cannot be pushed, is not saved`()
        async throws
    {
        func change(_ planID: String) async throws -> APIBench.Reply {
            let body = #"{"description":"d","planId":"\#(planID)"}"#
            return try await bench.call(.patch, "\(Self.base)/\(id)", body)
        }
        let head = bench.log.head
        for wrong in ["x", APIBench.none + "-abc", id, id + "-abc@2"] {
            let reply = try await change(wrong)
            #expect(reply.status == 400)
            #expect(reply.json["message"]?.string?.hasPrefix(Self.outdated) == true)
        }
        #expect(bench.log.head == head)
        _ = try await bench.call(.post, "\(Self.base)/\(id)/pause")
        #expect(try await change(id + "-abc").status == 400)
        _ = try await bench.call(.post, "\(Self.base)/\(id)/resume")
        #expect(try await change(id + "-abc").status == 200)
    }

    @Test func `unchanged keys are in a plan for who asks for them`() async throws {
        func actions(_ reply: APIBench.Reply) -> [String?] {
            (reply.json["changes"]?.array ?? []).map { $0["action"]?.string }
        }
        let path = "\(Self.base)/\(id)/plan"
        let all = #"{"includeUnchanged":true}"#
        #expect(actions(try await bench.call(.post, path, "{}")) == ["create"])
        #expect(actions(try await bench.call(.post, path, all)) == ["create", "unchanged"])
        let draft = try await draft(["name": #""two""#, "includeUnchanged": "true"])
        #expect(actions(draft) == ["create", "unchanged"])
        let wrong = #"{"includeUnchanged":"yes"}"#
        #expect(try await bench.call(.post, path, wrong).status == 422)
    }
}
