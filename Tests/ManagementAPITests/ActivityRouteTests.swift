import Encodings
import EventLog
import HTTPTypes
import ManagementAPI
import ManagementAPIBench
import Projection
import SyncModel
import Synchronization
import TestSupport
import Testing
import WebhookSignatures

/// How much came in and went out, and the moments at which a sync changed.
@Suite struct ActivityRouteTests {
    private static let syncs = "/api/v1/secret-syncs/checkly"

    private func set(_ key: String, _ fingerprint: String, on bench: APIBench) async throws {
        let entry = SecretEntry.sample(key, "fp1:\(fingerprint)")
        let identity = Array("\(key) \(fingerprint)".utf8)
        _ = try await bench.log.append(
            AppendRequest(
                source: "hanzo",
                identity: identity,
                events: [PendingEvent(.secrets(.changed(.sample(), [.set(entry)])))]
            )
        )
    }

    private func append(_ bodies: [EventBody], on bench: APIBench) async throws {
        _ = try await bench.log.append(AppendRequest(events: bodies.map { PendingEvent($0) }))
    }

    @Test func `what was recorded since the last look is counted too`() async throws {
        let refused = RefusedDelivery(
            refusedAt: VirtualClock.epoch,
            source: "gh",
            scheme: SignaturePreset.github.scheme,
            reason: .missingHeader("x-hub-signature-256"),
            remoteAddress: nil,
            headers: []
        )
        let bench = try APIBench(refusedDeliveries: { [refused] })
        try await set("A", "1", on: bench)
        let first = try await bench.call(.get, "/api/v1/activity").json
        #expect(first["step"]?.string == "hour")
        #expect(first["points"]?.array?.count == 25)
        #expect(first["total"]?["deliveries"]?.integer == 1)
        #expect(first["total"]?["refused"]?.integer == 1)
        #expect(first["total"]?["latency"] == .null)
        let again = try await bench.call(.get, "/api/v1/activity").json
        #expect(again == first)
        try await set("A", "2", on: bench)
        try await append([.push(.variableWritten(.sample("A")))], on: bench)
        let minutes = try await bench.call(.get, "/api/v1/activity?step=minute").json
        #expect(minutes["points"]?.array?.count == 1440)
        #expect(minutes["total"]?["deliveries"]?.integer == 2)
        #expect(minutes["total"]?["writes"]?.integer == 1)
        let last = minutes["points"]?.array?.last
        #expect(last?["deliveries"]?.integer == 2)
        #expect(last?["refused"]?.integer == 1)
        #expect(minutes["position"]?.integer == bench.log.head.number)
        let old = "?from=1970-01-01T00:00:00Z&to=1970-01-01T05:00:00Z"
        let past = try await bench.call(.get, "/api/v1/activity" + old).json
        #expect(past["points"]?.array?.count == 6)
        #expect(past["total"]?["deliveries"]?.integer == 0)
        #expect(try await bench.call(.get, "/api/v1/activity?step=day").status == 422)
    }

    @Test func `what is read ahead is what a request reads`() async throws {
        let bench = try APIBench()
        try await set("A", "1", on: bench)
        try await bench.api.warmUp()
        let reply = try await bench.call(.get, "/api/v1/activity").json
        #expect(reply["total"]?["deliveries"]?.integer == 1)
    }

    @Test(arguments: [50_000, 2] as [Int64])
    func `the moments of a sync are those at which something changed`(
        scanLimit: Int64
    ) async throws {
        let bench = try APIBench(historyScanLimit: scanLimit)
        let id = try #require(try await bench.createSync()["id"]?.string)
        try await set("A", "1", on: bench)
        try await set("A", "1", on: bench)
        try await append([.push(.variableWritten(.sample("APP_A", sync: id)))], on: bench)
        try await append([.push(.variableWritten(.sample("X", sync: APIBench.none)))], on: bench)
        try await set("A", "2", on: bench)
        try await append([.push(.variableDeleted(.sample("APP_A", sync: id)))], on: bench)
        try await append([.sync(.paused(syncID: id, reason: "r"))], on: bench)
        let path = "\(Self.syncs)/\(id)/moments"
        var (found, cursor) = ([JSONValue](), "")
        for _ in 0..<30 {
            let page = try await bench.call(.get, path + "?limit=2" + cursor).json
            found += page["moments"]?.array ?? []
            guard let next = page["next"]?.integer else { break }
            cursor = "&before=\(next)"
        }
        let kinds = found.compactMap { $0["kind"]?.string }
        #expect(kinds.prefix(3) == ["deleted", "desired", "written"])
        #expect(kinds.filter { $0 == "written" }.count == 1)
        let positions = found.compactMap { $0["position"]?.integer }
        #expect(positions == positions.sorted(by: >))
        #expect(found.first?["type"]?.string == "push.variable-deleted")
        #expect(found.allSatisfy { $0["keys"]?.integer == 1 })
        let unknown = "0f0f0f0f-0000-4000-8000-000000000000"
        #expect(try await bench.call(.get, "\(Self.syncs)/\(unknown)/moments").status == 404)
    }
}
