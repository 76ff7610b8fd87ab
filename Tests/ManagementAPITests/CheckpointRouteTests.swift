import APIServing
import Encodings
import HTTPTypes
import LogModels
import ManagementAPI
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing

/// The checkpoints over time.
@Suite struct CheckpointRouteTests {
    private static let path = "/api/v1/audit/checkpoints"

    private func bench() throws -> APIBench {
        let kept = (1...5).reversed()
            .map { (number: Int64) in
                SignedCheckpoint(
                    size: Position(number * 10),
                    rootHash: "r\(number)",
                    signedAt: VirtualClock.epoch.advanced(by: .seconds(number)),
                    note: "n\(number)"
                )
            }
        var signing = LogSigning.none
        signing.history = { kept }
        return try APIBench(signing: signing)
    }

    @Test func `they come newest first, page by page without a gap`() async throws {
        let bench = try bench()
        var (sizes, before): ([Int64], Int64?) = ([], nil)
        repeat {
            let end = before.map { "&before=\($0)" } ?? ""
            let page = try await bench.call(.get, Self.path + "?limit=2" + end).json
            sizes += (page["checkpoints"]?.array ?? []).compactMap { $0["size"]?.integer }
            before = page["next"]?.integer
        } while before != nil
        #expect(sizes == [50, 40, 30, 20, 10])
    }

    @Test func `each says when it was signed, and whether a witness did so too`() async throws {
        let first = try await bench().call(.get, Self.path + "?limit=1").json["checkpoints"]
        let shown = try #require(first?.array?.first)
        #expect(shown["rootHash"]?.string == "r5")
        #expect(shown["note"]?.string == "n5")
        #expect(shown["signedAt"]?.string?.hasSuffix("Z") == true)
        #expect(shown["witnessedAt"] == .null)
    }
}
