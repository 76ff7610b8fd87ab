import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Testing

@Suite struct ParkingRouteTests {
    private static let base = "/api/v1/secret-syncs/checkly"
    private static let fingerprint = Fingerprint(text: "fp1:00112233445566778899aabbccddeeff")

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

    private func park(_ key: String?) async throws {
        let change = ParkedChange(
            key: key,
            fingerprint: key == nil ? nil : Self.fingerprint,
            position: Position(3),
            problem: PushProblem(code: "checkly-refused", message: "\(key ?? "all"): No.")
        )
        _ = try await bench.log.append(
            AppendRequest(events: [PendingEvent(.sync(.parked(syncID: id, change)))])
        )
    }

    private var newest: EventBody? {
        get throws { try bench.log.reader.event(at: bench.log.head)?.body }
    }

    @Test func `what is parked is listed, for all syncs and for one`() async throws {
        #expect(try await bench.call(.get, Self.base + "/parked").json["parked"]?.array == [])
        try await park("A")
        try await park(nil)
        for list in [Self.base + "/parked", path + "/parked", Self.base + "/parked?projectId=p"] {
            let parked = try await bench.call(.get, list).json["parked"]?.array ?? []
            #expect(parked.map { $0["key"]?.string } == [nil, "A"])
            #expect(parked.last?["syncId"]?.string == id)
            #expect(parked.last?["syncName"]?.string == "one")
            #expect(parked.last?["problem"]?["code"]?.string == "checkly-refused")
            #expect(parked.last?["since"]?.string?.isEmpty == false)
        }
        let other = try await bench.call(.get, Self.base + "/parked?projectId=q")
        #expect(other.json["parked"]?.array == [])
        let shown = try await bench.call(.get, path).json["secretSync"]
        #expect(shown?["parked"]?.array?.count == 2)
    }

    @Test func `a retry of one key or of all is an event and ends the parking`() async throws {
        try await park("A")
        try await park("B")
        let one = try await bench.call(.post, path + "/retry", #"{"key":"A"}"#)
        #expect(one.status == 200)
        #expect(try newest == .sync(.retried(syncID: id, key: "A")))
        #expect(one.json["secretSync"]?["parked"]?.array?.map { $0["key"]?.string } == ["B"])
        let all = try await bench.call(.post, path + "/retry")
        #expect(try newest == .sync(.retried(syncID: id, key: nil)))
        #expect(all.json["secretSync"]?["parked"]?.array == [])
    }

    @Test func `a skip needs a reason, is an event and names the value it is for`() async throws {
        try await park("A")
        for body in ["{}", #"{"key":"A"}"#, #"{"reason":"r"}"#, #"{"key":"A","reason":" "}"#] {
            #expect(try await bench.call(.post, path + "/skip", body).status == 422)
        }
        let reply = try await bench.call(
            .post,
            path + "/skip",
            #"{"key":"A","reason":"too long"}"#
        )
        #expect(reply.status == 200)
        let skipped = SkippedChange(key: "A", fingerprint: Self.fingerprint, reason: "too long")
        #expect(try newest == .sync(.changeSkipped(syncID: id, skipped)))
        #expect(reply.json["secretSync"]?["parked"]?.array == [])
    }

    @Test func `nothing is recorded for a key that is not parked or a sync that is paused`()
        async throws
    {
        let head = bench.log.head
        for (action, body) in [
            ("/retry", #"{"key":"A"}"#), ("/skip", #"{"key":"A","reason":"r"}"#),
        ] {
            #expect(try await bench.call(.post, path + action, body).status == 400)
        }
        #expect(bench.log.head == head)
        _ = try await bench.call(.post, path + "/pause")
        #expect(try await bench.call(.post, path + "/retry").status == 400)
        #expect(try await bench.call(.post, "\(Self.base)/\(APIBench.none)/retry").status == 404)
        #expect(try await bench.call(.get, "\(Self.base)/\(APIBench.none)/parked").status == 404)
    }
}
