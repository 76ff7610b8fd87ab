import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing
import WebhookSignatures

/// What came in, what it led to, and what was refused and why.
@Suite struct DeliveryPageTests {
    private static let hostile = #""><img src=x onerror=alert(1)>"#
    private static let refused = RefusedDelivery(
        refusedAt: VirtualClock.epoch,
        source: "gh",
        scheme: SignaturePreset.github.scheme,
        reason: .missingHeader("x-hub-signature-256"),
        remoteAddress: "192.0.2.1",
        headers: [("x-shopify-hmac-sha256", String(repeating: "A", count: 43) + "=")]
    )

    /// A delivery of one key, and the position of its event.
    private func deliver(_ id: String, to pages: SyncPages) async throws -> Int64 {
        let folder = FolderPath(projectID: "p", environment: "dev", secretPath: "/app")
        _ = try await pages.bench.api.log.append(
            AppendRequest(
                source: "hanzo",
                identity: Array(id.utf8),
                deliveryID: id,
                remoteAddress: "192.0.2.9",
                actor: Actor(type: "user", id: "u", name: "Ada"),
                events: [
                    PendingEvent(
                        .secrets(.snapshot(folder, [SecretEntry.sample("API_KEY", "fp1:1")]))
                    )
                ]
            )
        )
        return pages.bench.api.log.head.number
    }

    @Test func `a delivery is listed and leads to what it changed`() async throws {
        let pages = try await SyncPages()
        let position = try await deliver("evt-1", to: pages)
        let list = try await pages.get("/deliveries")
        #expect(list.status == 200)
        #expect(list.text.contains("evt-1"))
        #expect(list.text.contains("/deliveries/\(position)"))
        let page = try await pages.get("/deliveries/\(position)")
        #expect(page.status == 200)
        for word in ["hanzo", "API_KEY", "192.0.2.9", "Ada", "secrets.snapshot"] {
            #expect(page.text.contains(word), "\(word)")
        }
        #expect(page.text.contains(pages.path()))
        #expect(try await pages.get("/deliveries/99999").status == 404)
    }

    @Test func `the list is filtered by source and answer`() async throws {
        let pages = try await SyncPages()
        _ = try await deliver("evt-1", to: pages)
        #expect(try await pages.get("/deliveries?source=hanzo").text.contains("evt-1"))
        let none = try await pages.get("/deliveries?source=other")
        #expect(none.text.contains("No delivery matches"))
        let ignored = try await pages.get("/deliveries?answer=ignored")
        #expect(!ignored.text.contains("evt-1"))
        #expect(try await pages.get("/deliveries?answer=lost").status == 422)
    }

    @Test func `what was refused says at which step, and what to do`() async throws {
        let pages = try await SyncPages(refusedDeliveries: { [Self.refused] })
        let list = try await pages.get("/deliveries?refused=true")
        let path = "/deliveries/refused/\(percentEncoded(Self.refused.id))"
        #expect(list.text.contains(path))
        let page = try await pages.get(path)
        #expect(page.status == 200)
        for word in ["missing-header", "192.0.2.1", "The signature header came", "failed"] {
            #expect(page.text.contains(word), "\(word)")
        }
        #expect(try await pages.get("/deliveries/refused/none").status == 404)
    }

    @Test func `a pasted request is explained and never shown again`() async throws {
        let pages = try await SyncPages()
        let form = try await pages.get("/explain")
        #expect(form.text.contains(#"name="request""#))
        let head = pages.bench.api.log.head
        let request =
            "POST /webhooks/gh HTTP/1.1\r\nHost: x\r\nX-Note: \(Self.hostile)\r\n\r\n"
            + #"{"secret":"topsecretbody"}"#
        let page = try await pages.post("/explain", [("request", request), ("source", "gh")])
        #expect(page.status == 200 || page.status == 404, "\(page.text)")
        #expect(!page.text.contains("topsecretbody"))
        #expect(!page.text.contains("<img src=x"))
        #expect(try await pages.events(after: head) == [])
        let nothing = try await pages.post("/explain")
        #expect(nothing.status == 422)
    }

    @Test func `ids and addresses of senders are text`() async throws {
        let pages = try await SyncPages()
        let position = try await deliver(Self.hostile, to: pages)
        for path in ["/deliveries", "/deliveries/\(position)", pages.path()] {
            #expect(!(try await pages.get(path).text.contains("<img src=x")), "\(path)")
        }
    }
}
