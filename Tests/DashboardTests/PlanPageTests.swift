import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Synchronization
import Testing

/// The page with the plan of a push.
@Suite struct PlanPageTests {
    @Test func `the plan that was read is the one that is approved`() async throws {
        let pages = try await SyncPages()
        let page = try await pages.get(pages.path("/plan"))
        #expect(page.status == 200)
        #expect(page.text.contains("1 to create"))
        #expect(page.text.contains("new in source"))
        let plan = try #require(page.text.firstMatch(of: /name="planId" value="([^"]+)"/)?.1)
        let head = pages.bench.api.log.head
        let done = try await pages.post(pages.path("/plan"), [("planId", String(plan))])
        #expect(done.status == 303)
        #expect(try await pages.events(after: head).contains("sync.plan-approved"))
    }

    @Test func `a plan that is not the one of now is refused, and the new one is shown`()
        async throws
    {
        let pages = try await SyncPages()
        let head = pages.bench.api.log.head
        let reply = try await pages.post(pages.path("/plan"), [("planId", "\(pages.id)-old")])
        #expect(reply.status == 200)
        #expect(reply.text.contains("Nothing was done; this is the plan as it is now."))
        #expect(reply.text.contains("1 to create"))
        #expect(try await pages.events(after: head) == [])
    }

    @Test func `where no plan can be made the page says why and offers a push`() async throws {
        let pages = try await SyncPages()
        pages.bench.api.planProblem.current.withLock {
            $0 = PushProblem(code: "checkly-credentials", message: "Checkly refuses the key.")
        }
        let page = try await pages.get(pages.path("/plan"))
        #expect(page.status == 200)
        #expect(page.text.contains("Checkly refuses the key."))
        #expect(page.text.contains(pages.path("/push")))
        #expect(!page.text.contains(#"name="planId""#))
    }

    @Test(arguments: ["/api/v1/hold", "/api/v1/secret-syncs/checkly/%/pause"])
    func `what is held or paused is offered no plan to carry out`(route: String) async throws {
        let pages = try await SyncPages()
        _ = try await pages.bench.api.call(.post, route.replacing("%", with: pages.id))
        let page = try await pages.get(pages.path("/plan"))
        #expect(page.text.contains("1 to create"))
        #expect(!page.text.contains(#"name="planId""#))
    }

    @Test func `a pin that takes something away shows it first, and wants it read`() async throws {
        let pages = try await SyncPages()
        pages.bench.api.planProblem.deletes.withLock { $0 = true }
        let head = pages.bench.api.log.head
        let shown = try await pages.post(pages.path("/pin"), [("asOf", "2")])
        #expect(shown.status == 400)
        #expect(shown.text.contains("OLD"))
        let box = #"type="checkbox" name="acknowledged""#
        #expect(shown.text.contains(box))
        let plan = try #require(shown.text.firstMatch(of: /name="planId" value="([^"]+)"/)?.1)
        let read = [("asOf", "2"), ("acknowledged", "true")]
        // What was read was another plan.
        #expect(try await pages.post(pages.path("/pin"), read + [("planId", "x")]).status == 400)
        #expect(try await pages.events(after: head).isEmpty)
        let done = try await pages.post(pages.path("/pin"), read + [("planId", String(plan))])
        #expect(done.status == 303)
        #expect(try await pages.events(after: head) == ["sync.pinned"])
    }

    @Test func `a pin of which nobody can tell what it takes away is none`() async throws {
        let pages = try await SyncPages()
        pages.bench.api.planProblem.current.withLock {
            $0 = PushProblem(code: "checkly-unavailable", message: "Checkly answered 503.")
        }
        let head = pages.bench.api.log.head
        for more in [[], [("acknowledged", "true")]] {
            let shown = try await pages.post(pages.path("/pin"), [("asOf", "2")] + more)
            #expect(shown.status == 400)
            #expect(shown.text.contains("Checkly answered 503."))
        }
        #expect(try await pages.events(after: head).isEmpty)
    }

    @Test func `a plan as of an earlier moment says so`() async throws {
        let pages = try await SyncPages()
        let page = try await pages.get(pages.path("/plan?asOf=2"))
        #expect(page.text.contains("Plan as of 2"))
        #expect(page.text.contains("Pin the sync, and carry out exactly this plan"))
        let wrong = try await pages.get(pages.path("/plan?asOf=999"))
        #expect(wrong.text.contains("Expected a position from 0 to"))
    }
}
