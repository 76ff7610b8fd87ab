import Encodings
import EventLog
import Foundation
import HTTPTypes
import LiveLog
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing
import WebhookSignatures

/// Whole pages in known states, as in `fixtures/pages`.
///
/// After a change of pages that is meant, `CHECKLY_SYNC_REFRESH=1` writes them anew; look at the
/// difference before it is committed.
@Suite struct GoldenPageTests {
    private static let refused = RefusedDelivery(
        refusedAt: VirtualClock.epoch,
        source: "hanzo",
        scheme: SignaturePreset.github.scheme,
        reason: .missingHeader("x-hub-signature-256"),
        remoteAddress: "192.0.2.1",
        headers: []
    )

    /// The pages by the name of their file.
    private static func paths(_ pages: SyncPages) -> [(name: String, path: String)] {
        [
            ("overview", "/"), ("attention", "/attention"), ("syncs", "/syncs"),
            ("syncs-none", "/syncs?q=nothing"), ("keys", pages.path()),
            ("runs", pages.path("/runs")), ("history", pages.path("/history")),
            ("settings", pages.path("/settings")), ("pause", pages.path("/pause")),
            ("wizard", "/syncs/new"), ("deliveries", "/deliveries"),
            ("refused", "/deliveries?refused=true"), ("events", "/events"), ("event", "/events/2"),
            ("sources", "/sources"), ("connections", "/connections"), ("search", "/search?q=one"),
            ("audit", "/audit"), ("keyboard", "/keys"), ("missing", "/syncs/nothing"),
        ]
    }

    @Test func `pages are as they were`() async throws {
        let repeated = RepeatedDeliveries()
        let pages = try await SyncPages(
            refusedDeliveries: { [Self.refused] },
            repeated: repeated
        )
        try await fill(pages, repeated)
        var files: Set<String> = []
        for (name, path) in Self.paths(pages) {
            let text = Self.steady(try await pages.get(path).text)
            try expectGolden(text + "\n", at: "fixtures/pages/\(name).html")
            files.insert("\(name).html")
        }
        let folder = Repository.file("fixtures/pages")
        let present = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(present) == files)
    }

    /// A folder with a key, a run of it, and a pause.
    private func fill(_ pages: SyncPages, _ repeated: RepeatedDeliveries) async throws {
        let log = pages.bench.api.log
        let folder = FolderPath.sample()
        let delivery = try await log.append(
            AppendRequest(
                source: "hanzo",
                identity: Array("evt-1".utf8),
                deliveryID: "evt-1",
                remoteAddress: "192.0.2.9",
                actor: Actor(type: "user", id: "u", name: "Ada"),
                events: [
                    PendingEvent(
                        .secrets(.snapshot(folder, [SecretEntry.sample("API_KEY", "fp1:1")]))
                    )
                ]
            )
        )
        if case .recorded(let first, _) = delivery {
            for _ in 0..<3 { repeated.note(first, at: VirtualClock.epoch) }
        }
        let run = PushRun(id: "r-1", syncID: pages.id, kind: .push, through: log.head)
        for body: EventBody in [
            .push(.started(run)),
            .push(.variableWritten(.sample("API_KEY", sync: pages.id, run: "r-1"))),
            .push(.finished(run, .succeeded)),
        ] {
            _ = try await log.append(AppendRequest(events: [PendingEvent(body)]))
        }
    }

    /// The content of a page, with what differs from run to run replaced.
    private static func steady(_ page: String) -> String {
        let start = page.firstRange(of: "<main")?.lowerBound ?? page.startIndex
        let end = page.firstRange(of: "</main>")?.upperBound ?? page.endIndex
        var ids: [String: String] = [:]
        return String(page[start..<end])
            .replacing(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/) { match in
                let id = String(match.0)
                let known = ids[id] ?? "ID-\(ids.count + 1)"
                ids[id] = known
                return known
            }
            .replacing(/name="csrf" value="[0-9a-f]{64}"/, with: #"name="csrf" value="CSRF""#)
            .replacing(/row-a-[0-9a-f]{12}/, with: "row-a-ITEM")
            .replacing(/data-v="[0-9a-f]{12}"/, with: #"data-v="VERSION""#)
    }
}
