import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing

/// What is shown of deliveries that came again.
@Suite struct RepeatedDeliveryTests {
    private let repeated = RepeatedDeliveries()
    private let bench: APIBench

    init() throws {
        bench = try APIBench(repeated: repeated)
    }

    /// Records a delivery of so many events, and gives where it begins.
    private func deliver(_ id: String, events: Int) async throws -> Position {
        let body = EventBody.secrets(.changed(.sample(), [.set(.sample("A", "fp1:1"))]))
        let first = bench.log.head.next
        _ = try await bench.log.append(
            AppendRequest(
                source: "kms",
                identity: Array(id.utf8),
                deliveryID: id,
                events: (0..<events).map { _ in PendingEvent(body) }
            )
        )
        return first
    }

    /// What is said of repetitions by the deliveries of an answer, by their ids.
    private func shown(_ path: String) async throws -> [String: JSONValue] {
        let reply = try await bench.call(.get, "/api/v1/deliveries\(path)")
        let list = reply.json["deliveries"]?.array ?? [reply.json["delivery"] ?? .null]
        return list.reduce(into: [:]) { $0[$1["id"]?.string ?? ""] = $1["repeated"] }
    }

    @Test(arguments: ["", "?order=desc", "?outcomes=true", "?all=true", "?source=kms"])
    func `a delivery that came again says so in every list`(query: String) async throws {
        _ = try await deliver("once", events: 1)
        let again = try await deliver("again", events: 2)
        let last = VirtualClock.epoch.advanced(by: .seconds(5))
        repeated.note(again, at: VirtualClock.epoch)
        repeated.note(again.next, at: last)
        let all = try await shown(query)
        #expect(all["once"] == .null)
        #expect(all["again"]?["count"]?.integer == 2)
        #expect(all["again"]?["lastAt"]?.string == last.rfc3339)
    }

    @Test func `it says so by itself`() async throws {
        let once = try await deliver("once", events: 1)
        let again = try await deliver("again", events: 1)
        repeated.note(again, at: VirtualClock.epoch)
        #expect(try await shown("/\(once.number)")["once"] == .null)
        #expect(try await shown("/again")["again"]?["count"]?.integer == 1)
    }
}
