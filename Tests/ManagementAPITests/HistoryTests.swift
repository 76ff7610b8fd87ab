import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import Projection
import SyncModel
import TestSupport
import Testing

/// A sync whose folder changed three times, looked at from different moments.
@Suite(.timeLimit(.minutes(10))) struct HistoryTests {
    private static let base = "/api/v1/secret-syncs/checkly"
    private static let folder = FolderPath.sample()

    private let bench: APIBench
    private let id: String
    /// The position of each change.
    private let changes: [Position]

    init() async throws {
        try await self.init(scanLimit: 50_000)
    }

    private init(scanLimit: Int64) async throws {
        bench = try APIBench(historyScanLimit: scanLimit)
        let body = APIBench.sync(try await bench.connect())
        let sync = try await bench.call(.post, Self.base, body).json["secretSync"]
        id = try #require(sync?["id"]?.string)
        var changes: [Position] = []
        for body in [
            [Self.set("A", "1"), Self.set("B", "1")], [Self.set("A", "2")],
            [.delete(key: "B", version: nil)],
        ] {
            let request = AppendRequest(
                source: "hanzo",
                deliveryID: "evt-\(changes.count)",
                actor: Actor(type: "user", id: "u-1"),
                events: [PendingEvent(.secrets(.changed(Self.folder, body)))]
            )
            guard case .recorded(let first, _) = try await bench.log.append(request) else {
                continue
            }
            changes.append(first)
        }
        self.changes = changes
    }

    private static func set(_ key: String, _ fingerprint: String) -> SecretChange {
        .set(
            SecretEntry.sample(key, "fp1:\(fingerprint)")
        )
    }

    private func get(_ path: String) async throws -> JSONValue {
        let reply = try await bench.call(.get, path)
        #expect(reply.status == 200, "\(reply.text)")
        return reply.json
    }

    private func keys(asOf position: Position) async throws -> [String: String] {
        let state = try await get(Self.base + "/\(id)/state?asOf=\(position.number)")
        #expect(state["asOf"]?["position"]?.integer == position.number)
        #expect(state["stateHash"]?.string == "hash of \(position.number)")
        let variables = state["variables"]?.array ?? []
        return Dictionary(
            uniqueKeysWithValues: variables.map {
                ($0["key"]?.string ?? "", $0["fingerprint"]?.string ?? "")
            }
        )
    }

    @Test func `a sync's state is shown as of any position`() async throws {
        let first = Position(changes[0].number - 1)
        #expect(try await keys(asOf: first) == [:])
        #expect(try await keys(asOf: changes[0]) == ["A": "fp1:1", "B": "fp1:1"])
        #expect(try await keys(asOf: changes[1]) == ["A": "fp1:2", "B": "fp1:1"])
        #expect(try await keys(asOf: changes[2]) == ["A": "fp1:2"])
        #expect(try await keys(asOf: changes[0]) == ["A": "fp1:1", "B": "fp1:1"])
    }

    @Test func `a sync that was not there yet is not found as of then`() async throws {
        let reply = try await bench.call(.get, Self.base + "/\(id)/state?asOf=1")
        #expect(reply.status == 404)
        let whole = try await get("/api/v1/state?asOf=1")
        #expect(whole["syncs"]?.array?.isEmpty == true)
    }

    @Test(arguments: ["-1", "99999", "yesterday"])
    func `what is no moment of this log is refused`(moment: String) async throws {
        let reply = try await bench.call(.get, "/api/v1/state?asOf=\(moment)")
        #expect(reply.status == 422)
        #expect(reply.text.contains("RFC 3339"))
    }

    @Test func `a difference names what was added, changed and removed, and by which event`()
        async throws
    {
        let (from, to) = (changes[0].number, changes[2].number)
        let diff = try await get("/api/v1/diff?from=\(from)&to=\(to)&sync=one")["diff"]
        #expect(
            diff?.text == #"{"added":[],"changed":[{"from":"fp1:1","key":"A","position":"#
                + #"\#(changes[1].number),"syncId":"\#(id)","to":"fp1:2"}],"#
                + #""removed":[{"from":"fp1:1","key":"B","position":\#(to),"syncId":"\#(id)","#
                + #""to":null}]}"#
        )
        let back = try await get("/api/v1/diff?from=\(to)&to=\(from)")["diff"]
        #expect(back?["added"]?.array?.count == 1)
        let none = try await get("/api/v1/diff?from=\(to)")["diff"]
        #expect(none?.text == #"{"added":[],"changed":[],"removed":[]}"#)
    }

    @Test(arguments: ["/api/v1/events?sync=", "/api/v1/diff?from=1&sync="])
    func `what is no sync is not found, and a name of two is no answer`(path: String) async throws {
        #expect(try await bench.call(.get, path + "nope").status == 404)
        #expect(try await bench.call(.get, path + APIBench.none).status == 404)
        #expect(try await bench.call(.get, path + "one").status == 200)
        let other = APIBench.sync(try await bench.connect("other"))
            .replacing(#""projectId":"p""#, with: #""projectId":"q""#)
        #expect(try await bench.call(.post, Self.base, other).status == 200)
        let both = try await bench.call(.get, path + "one")
        #expect(both.status == 400)
        #expect(both.text.contains("More than one"))
        let shred = try await bench.call(
            .post,
            "/api/v1/keys/shred",
            #"{"sync":"one","dryRun":true}"#
        )
        #expect(shred.status == 400)
        // What is gone is found by its id.
        _ = try await bench.call(.delete, Self.base + "/\(id)")
        #expect(try await bench.call(.get, path + id).status == 200)
        #expect(try await bench.call(.get, path + "one").status == 200)
    }

    @Test func `a difference is found under the name that a sync had then`() async throws {
        _ = try await bench.call(.delete, Self.base + "/\(id)")
        let (from, to) = (changes[0].number, changes[2].number)
        let then = try await get("/api/v1/diff?from=\(from)&to=\(to)&sync=one")["diff"]
        #expect(then?["changed"]?.array?.count == 1)
        let now = try await bench.call(.get, "/api/v1/events?sync=one")
        #expect(now.status == 404)
    }

    @Test func `a history shows each change with its delivery, page by page`() async throws {
        let path = Self.base + "/\(id)/history"
        let all = try await get(path)
        let entries = try #require(all["history"]?.array)
        #expect(
            entries.map { $0["type"]?.string } == [
                "sync.created", "secrets.changed", "secrets.changed", "secrets.changed",
            ]
        )
        #expect(entries[1]["deliveryId"]?.string == "evt-0")
        #expect(entries[1]["actor"]?["id"]?.string == "u-1")
        #expect(entries[3]["changes"]?.array?.first?["to"] == .null)
        #expect(all["next"] == .null)
        var paged: [JSONValue] = []
        var next: Int64? = 0
        while let start = next {
            let page = try await get(path + "?limit=1&after=\(start)")
            paged += page["history"]?.array ?? []
            next = page["next"]?.integer
        }
        #expect(paged == entries)
    }

    @Test(arguments: [1, 2, 3, 7] as [Int64])
    func `a page looks at so many events at most, and the pages together are all`(
        scanLimit: Int64
    ) async throws {
        let tests = try await HistoryTests(scanLimit: scanLimit)
        let path = Self.base + "/\(tests.id)/history"
        var types: [String?] = []
        var next: Int64? = 0
        while let start = next {
            let page = try await tests.get(path + "?after=\(start)")
            let found = page["history"]?.array ?? []
            #expect(found.count <= Int(scanLimit))
            types += found.map { $0["type"]?.string }
            next = page["next"]?.integer
        }
        #expect(types == ["sync.created", "secrets.changed", "secrets.changed", "secrets.changed"])
    }

    @Test func `a history of one key leaves the others out, and outlives the sync`() async throws {
        _ = try await bench.call(.delete, Self.base + "/\(id)")
        let history = try await get(Self.base + "/\(id)/history?key=B")["history"]?.array ?? []
        #expect(
            history.compactMap { $0["position"]?.integer }.prefix(2) == [
                changes[0].number, changes[2].number,
            ]
        )
        let unknown = try await bench.call(.get, "\(Self.base)/\(APIBench.none)/history")
        #expect(unknown.status == 404)
    }

    @Test func `a state folded anew takes the place of the live one and is the same`()
        async throws
    {
        let before = bench.state.current
        let reply = try await bench.call(.post, "/api/v1/replay")
        #expect(reply.json["matchesLive"]?.bool == true)
        #expect(reply.json["events"]?.integer == bench.log.head.number)
        #expect(bench.state.current == before)
    }
}
