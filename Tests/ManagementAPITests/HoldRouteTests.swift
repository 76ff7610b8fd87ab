import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import Projection
import SyncModel
import Testing

/// Holding all pushing, and consent, over the API.
@Suite struct HoldRouteTests {
    private static let hold = "/api/v1/hold"
    private static let syncs = "/api/v1/secret-syncs/checkly"

    private func newest(_ bench: APIBench) throws -> [EventBody] {
        try bench.log.reader.events(EventQuery(limit: 1000)).map(\.body)
    }

    @Test func `a hold is said everywhere, refuses pushes, and ends with its release`() async throws
    {
        let bench = try APIBench()
        let id = try await bench.createSync()["id"]?.string ?? ""
        let none = try await bench.call(.get, Self.hold)
        #expect(none.json["hold"]?.isNull == true)
        let held = try await bench.call(.post, Self.hold, #"{"reason":"restore drill"}"#)
        #expect(held.status == 200)
        #expect(held.json["hold"]?["reason"]?.string == "restore drill")
        #expect(held.json["hold"]?["cause"]?.string == "asked")
        let ready = try await bench.call(.get, "/readyz", token: nil)
        #expect(ready.status == 200)
        #expect(ready.json["held"]?.bool == true)
        let sync = try await bench.call(.get, Self.syncs + "/" + id).json["secretSync"]
        #expect(sync?["state"]?.string == "held")
        #expect(sync?["isHeld"]?.bool == true)
        #expect(sync?["stateMessage"]?.string?.contains("restore drill") == true)
        let head = bench.log.head
        for (action, body) in [
            ("sync-secrets", nil), ("apply", #"{"planId":"x"}"#), ("retry", "{}"),
        ] {
            let path = "\(Self.syncs)/\(id)/\(action)"
            let reply = try await bench.call(.post, path, body)
            #expect(reply.status == 400, "\(action)")
            #expect(reply.text.contains("checkly-sync release"))
        }
        #expect(bench.log.head == head)
        #expect(try await bench.call(.post, "\(Self.syncs)/\(id)/plan").status == 200)
        let released = try await bench.call(.delete, Self.hold)
        #expect(released.json["hold"]?.isNull == true)
        #expect(try newest(bench).last == .pushing(.released))
        #expect(try await bench.call(.get, "/readyz", token: nil).json["held"] == nil)
        // What is not held is not released.
        let end = bench.log.head
        #expect(try await bench.call(.delete, Self.hold).status == 200)
        #expect(bench.log.head == end)
    }

    @Test(arguments: [(#","consent":"required""#, true), ("", false)])
    func `only a body that says so asks for consent, at creation and at a change`(
        more: String,
        isRequired: Bool
    ) async throws {
        let bench = try APIBench()
        let connection = try await bench.connect()
        let made = try await bench.call(
            .post,
            Self.syncs,
            APIBench.sync(connection, more: more)
        )
        let id = made.json["secretSync"]?["id"]?.string ?? ""
        let consent = EventBody.sync(.consentRequired(syncID: id))
        #expect(try newest(bench).contains(consent) == isRequired)
        let before = bench.log.head
        let patch = #"{"description":"d"\#(more)}"#
        #expect(try await bench.call(.patch, Self.syncs + "/" + id, patch).status == 200)
        let after = try bench.log.reader.events(EventQuery(after: before, limit: 10)).map(\.body)
        #expect(after.contains(consent) == isRequired)
    }

    @Test func `a word that is none is refused`() async throws {
        let bench = try APIBench()
        let body = APIBench.sync(try await bench.connect(), more: #","consent":"given""#)
        let reply = try await bench.call(.post, Self.syncs, body)
        #expect(reply.status == 422)
        #expect(reply.issues.count == 1)
    }

    @Test func `a sync made with a plan's id has the plan's sync id, once`() async throws {
        let bench = try APIBench()
        let connection = try await bench.connect()
        let planID = APIBench.none + "-0123456789abcdef0123456789abcdef"
        func create(_ name: String, _ planID: String) async throws -> APIBench.Reply {
            let more = #","planId":"\#(planID)""#
            let body = APIBench.sync(connection, name, more: more)
            return try await bench.call(.post, Self.syncs, body)
        }
        let made = try await create("one", planID)
        #expect(made.json["secretSync"]?["id"]?.string == APIBench.none)
        let events = try newest(bench).suffix(2)
        #expect(
            Array(events) == [
                .sync(.consentRequired(syncID: APIBench.none)),
                .sync(.planApproved(syncID: APIBench.none, planID: planID)),
            ]
        )
        // An id that was ever used, and what is no plan's id, is not taken.
        #expect(try await bench.call(.delete, Self.syncs + "/" + APIBench.none).status == 200)
        for wrong in [planID, "x-1", APIBench.none, "/" + planID] {
            #expect(try await create("two", wrong).status == 422, "\(wrong)")
        }
    }
}
