import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import Projection
import SyncModel
import Synchronization
import TestSupport
import Testing
import WebhookSignatures

/// Deliveries of one list, by what is in them and what became of them, from either end.
@Suite struct DeliveryListTests {
    private static let path = "/api/v1/deliveries"

    private func deliver(
        _ bodies: [EventBody],
        id: String,
        from source: String = "kms",
        to bench: APIBench
    ) async throws {
        _ = try await bench.log.append(
            AppendRequest(
                source: source,
                identity: Array("\(source) \(id)".utf8),
                deliveryID: id,
                events: bodies.map { PendingEvent($0) }
            )
        )
    }

    private static func set(_ key: String, in path: String = "/app") -> EventBody {
        .secrets(
            .changed(
                FolderPath.sample(path),
                [.set(SecretEntry.sample(key, "fp1:00112233445566778899aabbccddeeff"))]
            )
        )
    }

    private static func ignored(_ reason: String) -> EventBody {
        .delivery(.ignored(type: "t", reason: reason))
    }

    private static func refused(_ source: String, atSecond second: Int64) -> RefusedDelivery {
        var refused = RefusedDelivery(
            refusedAt: Timestamp(microseconds: second * 1_000_000),
            source: source,
            scheme: SignaturePreset.github.scheme,
            reason: .missingHeader("x-hub-signature-256"),
            remoteAddress: "192.0.2.1",
            headers: []
        )
        refused.number = second
        return refused
    }

    private func page(_ query: String, of bench: APIBench) async throws -> JSONValue {
        let reply = try await bench.call(.get, Self.path + query)
        #expect(reply.status == 200, "\(query): \(reply.text)")
        return reply.json
    }

    private func ids(_ page: JSONValue) -> [String] {
        page["deliveries"]?.array?.compactMap { $0["id"]?.string } ?? []
    }

    @Test(arguments: [50_000, 3] as [Int64])
    func `pages from the new end show every delivery once`(scanLimit: Int64) async throws {
        let bench = try APIBench(historyScanLimit: scanLimit)
        let all = (0..<9).map { "d-\($0)" }
        for (index, id) in all.enumerated() {
            // A batch is one delivery.
            let bodies = [Self.set("A\(index)"), Self.ignored("r")]
            try await deliver(index % 3 == 0 ? bodies : [Self.ignored("r")], id: id, to: bench)
        }
        for (order, start, expected) in [
            ("desc", "", Array(all.reversed())), ("asc", "&from=0", all),
        ] {
            var (found, cursor) = ([String](), start)
            for _ in 0..<40 {
                let page = try await page("?order=\(order)&limit=2\(cursor)", of: bench)
                found += ids(page)
                guard let next = page["next"]?.integer else { break }
                cursor = order == "desc" ? "&before=\(next)" : "&after=\(next)"
            }
            #expect(found == expected, "\(order)")
        }
    }

    @Test func `filters look at what is in a delivery and at what it led to`() async throws {
        let bench = try APIBench()
        let sync = try #require(try await bench.createSync()["id"]?.string)
        try await deliver([Self.set("API_KEY")], id: "one", from: "hanzo", to: bench)
        try await deliver([Self.set("OTHER", in: "/else")], id: "two", from: "hanzo", to: bench)
        try await deliver([Self.ignored("r")], id: "three", to: bench)
        for (query, expected) in [
            ("?key=API_KEY", ["one"]), ("?key=NONE", []), ("?sync=\(sync)", ["one"]),
            ("?outcome=no-sync", ["two"]), ("?outcome=ignored", ["three"]),
            ("?outcome=failed", []), ("?id=two", ["two"]), ("?id=two&source=kms", []),
            ("?id=none", []), ("?order=desc&answer=recorded", ["two", "one"]),
            ("?order=desc&source=kms", ["three"]), ("?outcome=refused", []),
        ] as [(String, [String])] {
            #expect(ids(try await page(query, of: bench)) == expected, "\(query)")
        }
        let settled = ids(try await page("?settled=true", of: bench))
        let open = ids(try await page("?settled=false", of: bench))
        #expect((settled + open).sorted() == ["one", "three", "two"])
        #expect(open == ["one"])
        let position = try await page("?id=one", of: bench)["deliveries"]?.array?.first?["position"]
        let number = try #require(position?.integer)
        #expect(ids(try await page("?id=\(number)", of: bench)) == ["one"])
        #expect(ids(try await page("?from=\(number)", of: bench)) == ["two", "three"])
        #expect(ids(try await page("?to=\(number)", of: bench)) == ["one"])
        #expect(ids(try await page("?before=\(number)&order=desc", of: bench)) == [])
        let unknown = try await bench.call(.get, Self.path + "?sync=none")
        #expect(unknown.status == 404)
        #expect(try await bench.call(.get, Self.path + "?outcome=x").status == 422)
    }

    @Test func `outcomes stand in the rows of a page of fifty`() async throws {
        let bench = try APIBench(refusedDeliveries: { [Self.refused("gh", atSecond: 1)] })
        try await deliver([Self.set("A")], id: "one", to: bench)
        let row = try await page("?outcomes=true", of: bench)["deliveries"]?.array?.first
        #expect(row?["outcome"]?.string == "no-sync")
        #expect(row?["settled"]?.bool == true)
        let plain = try await page("?order=desc", of: bench)["deliveries"]?.array?.first
        #expect(plain?["outcome"] == nil)
        let refused = try await page("?outcomes=true&answer=refused", of: bench)
        #expect(refused["deliveries"]?.array?.first?["outcome"]?.string == "refused")
        #expect(try await bench.call(.get, Self.path + "?outcomes=true&limit=50").status == 200)
        #expect(try await bench.call(.get, Self.path + "?outcomes=true&limit=51").status == 422)
    }

    @Test(arguments: [1, 2, 3, 100], [50_000, 2] as [Int64])
    func `refused ones stand among the recorded by time, on pages of any size`(
        limit: Int,
        scanLimit: Int64
    ) async throws {
        let second = Mutex(Int64(0))
        // Newest first, as the server keeps them.
        let refused = [105, 65, 64, 25, 5].map { Self.refused("gh", atSecond: $0) }
        let bench = try APIBench(
            historyScanLimit: scanLimit,
            refusedDeliveries: { refused },
            clock: {
                second.withLock { second in
                    second += 10
                    return Timestamp(microseconds: second * 1_000_000)
                }
            }
        )
        for number in 0..<10 {
            try await deliver([Self.ignored("r")], id: "d-\(number)", to: bench)
        }
        var (found, cursor) = ([JSONValue](), "")
        for _ in 0..<60 {
            let page = try await page("?all=true&limit=\(limit)\(cursor)", of: bench)
            found += page["deliveries"]?.array ?? []
            guard let next = page["next"]?.integer else { break }
            cursor = "&before=\(next)"
            if let last = page["nextRefused"]?.string { cursor += "&refusedBefore=\(last)" }
        }
        let times = found.compactMap { $0["receivedAt"]?.string }
        #expect(found.count == 15)
        #expect(Set(found.compactMap { $0["id"]?.string }).count == 15)
        #expect(times == times.sorted(by: >))
        #expect(found.filter { $0["answer"]?.string == "refused" }.count == 5)
        // A page of one stretch shows those that are as new as what it looked at.
        let only = try await page("?all=true&source=gh", of: bench)
        #expect(ids(only) == (scanLimit > 10 ? refused : Array(refused.prefix(1))).map(\.id))
        let late = try await page("?refused=true&from=1970-01-01T00:01:04Z&order=desc", of: bench)
        #expect(ids(late) == refused.prefix(2).map(\.id))
    }
}
