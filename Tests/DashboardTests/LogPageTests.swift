import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing

/// The log as pages, and a sync at an earlier moment.
@Suite struct LogPageTests {
    private func report(_ entries: [SecretEntry], to pages: SyncPages) async throws -> Int64 {
        let folder = FolderPath(projectID: "p", environment: "dev", secretPath: "/app")
        _ = try await pages.bench.api.log.append(
            AppendRequest(
                source: "hanzo",
                deliveryID: "evt-\(pages.bench.api.log.head.number)",
                actor: Actor(type: "user", id: "u", name: "Ada"),
                events: [PendingEvent(.secrets(.snapshot(folder, entries)))]
            )
        )
        return pages.bench.api.log.head.number
    }

    @Test func `then and now stand side by side, with what made each so`() async throws {
        let pages = try await SyncPages()
        let then = try await report(
            [SecretEntry.sample("A", "fp1:aaaaaaaa"), SecretEntry.sample("B", "fp1:bbbbbbbb")],
            to: pages
        )
        let now = try await report(
            [SecretEntry.sample("A", "fp1:cccccccc"), SecretEntry.sample("C", "fp1:dddddddd")],
            to: pages
        )
        let page = try await pages.get(pages.path("/time?at=\(then)"))
        #expect(page.status == 200)
        for text in [
            "At #\(then)", "desired 2 keys", "1 added, 1 changed, 1 removed", "aaaaaaaa",
            "cccccccc", "bbbbbbbb", "dddddddd", "/events/\(now)",
            pages.path("/plan?asOf=\(then)"), pages.path("/pin?asOf=\(then)"),
            pages.path("/time?at=%23\(now)"),
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        let same = try await pages.get(pages.path("/time"))
        #expect(same.text.contains("Nothing differs between then and now"))
        let all = try await pages.get(pages.path("/time?at=%23\(now)&show=all"))
        #expect(all.text.contains("same"))
    }

    @Test func `a moment that is none is told beside its field`() async throws {
        let pages = try await SyncPages()
        for moment in ["yesterday", "999999", "-1"] {
            let page = try await pages.get(pages.path("/time?at=\(moment)"))
            #expect(page.status == 200, "\(moment)")
            #expect(page.text.contains("Expected a position from 0 to"), "\(moment)")
            #expect(page.text.contains(#"aria-invalid="true""#), "\(moment)")
        }
        // Before it was created there was no such sync.
        let before = try await pages.get(pages.path("/time?at=1"))
        #expect(before.status == 200)
        #expect(before.text.contains("The sync was not there at that moment."))
    }

    @Test func `events come newest first, in pages, and each says what happened`() async throws {
        let pages = try await SyncPages()
        for _ in 0..<60 { _ = try await report([SecretEntry.sample("A", "fp1:1")], to: pages) }
        let head = pages.bench.api.log.head.number
        let list = try await pages.get("/events")
        #expect(list.text.ranges(of: "<tr id=\"row-").count == 50)
        #expect(list.text.contains("/events/\(head)\""))
        #expect(!list.text.contains("/events/\(head - 50)\""))
        #expect(list.text.contains("/events?before=\(head - 49)"))
        let older = try await pages.get("/events?before=\(head - 49)")
        #expect(older.text.contains("/events/\(head - 50)\""))
        let page = try await pages.get("/events/\(head)")
        #expect(page.text.contains("Reported all of dev /app: 1 key"))
        #expect(page.text.contains("Ada via hanzo"))
        #expect(page.text.contains("/events/\(head - 1)\""))
        #expect(page.text.contains("/deliveries/\(head)\""))
        #expect(try await pages.get("/events/\(head + 1)").status == 404)
        let none = try await pages.get("/events?type=sync.pinned")
        #expect(none.text.contains("No event matches"))
    }

    @Test func `every type of event has a sentence, and none is markup`() async throws {
        let pages = try await SyncPages(refusedDeliveries: { [] })
        let hostile = #""><img src=x onerror=alert(1)>"#
        _ = try await pages.post(pages.path("/pause"), [("reason", hostile)])
        _ = try await report([SecretEntry.sample(hostile, "fp1:1")], to: pages)
        let head = pages.bench.api.log.head.number
        for position in 1...head {
            let page = try await pages.get("/events/\(position)")
            #expect(page.status == 200)
            #expect(!page.text.contains("<img src=x"), "\(position)")
        }
        #expect(!(try await pages.get("/events").text.contains("<img src=x")))
    }
}
