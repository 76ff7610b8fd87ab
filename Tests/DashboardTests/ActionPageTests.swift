import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Testing

/// The pages that say what an action does, and do it.
@Suite struct ActionPageTests {
    private static let actions: [(name: String, form: [(String, String)], event: String)] = [
        ("push", [], "sync.push-requested"),
        ("pause", [("reason", "freeze")], "sync.paused"),
        ("pin", [("asOf", "#1")], "sync.pinned"),
        ("adopt", [("key", "A")], ""),
        ("remove", [("confirmation", "one")], "sync.removal-requested"),
        ("delete", [("variables", "keep")], "sync.deleted"),
    ]

    @Test func `a page only says what happens, and its form does it`() async throws {
        for action in Self.actions where !action.event.isEmpty {
            let pages = try await SyncPages()
            let path = pages.path("/\(action.name)")
            let head = pages.bench.api.log.head
            let page = try await pages.get(path)
            #expect(page.status == 200, "\(action.name)")
            #expect(page.text.contains("<form class=\"form\" method=\"post\" action=\"\(path)\""))
            #expect(try await pages.events(after: head) == [])
            let done = try await pages.post(path, action.form)
            #expect(done.status == 303, "\(action.name): \(done.text)")
            #expect(try await pages.events(after: head) == [action.event])
            let next = try #require(done.headers[.location])
            let after = try await pages.get(next)
            #expect(after.text.contains(#"role="status""#), "\(action.name) says nothing")
        }
    }

    @Test func `what was done is said once, and not by an address`() async throws {
        let pages = try await SyncPages()
        _ = try await pages.post(pages.path("/pause"), [("reason", "freeze")])
        // Another page does not take it away.
        #expect(!(try await pages.get("/syncs").text.contains(#"role="status""#)))
        let first = try await pages.get(pages.path())
        #expect(first.text.contains("Paused: nothing is written until the sync is resumed."))
        let again = try await pages.get(pages.path())
        #expect(!again.text.contains(#"role="status""#))
        let named = try await pages.get(pages.path("?notice=deleted"))
        #expect(!named.text.contains("The sync was deleted"))
    }

    @Test func `the way back is offered where something is held back`() async throws {
        let pages = try await SyncPages()
        _ = try await pages.post(pages.path("/pause"), [("reason", "freeze")])
        let page = try await pages.get(pages.path())
        #expect(page.text.contains("freeze"))
        #expect(page.text.contains(pages.path("/resume")))
        let done = try await pages.post(pages.path("/resume"))
        #expect(done.status == 303)
        #expect(try await pages.sync()["pause"]?.isNull == true)
    }

    @Test func `variables go only for somebody who types the sync's name`() async throws {
        let pages = try await SyncPages()
        let head = pages.bench.api.log.head
        for (action, form) in [
            ("remove", []), ("remove", [("confirmation", "One")]),
            ("delete", [("variables", "remove")]),
            ("delete", [("variables", "remove"), ("confirmation", "two")]),
        ] as [(String, [(String, String)])] {
            let reply = try await pages.post(pages.path("/\(action)"), form)
            #expect(reply.status == 422)
            #expect(reply.text.contains("Type the name of the sync: one"))
        }
        #expect(try await pages.events(after: head) == [])
        let done = try await pages.post(
            pages.path("/delete"),
            [("variables", "remove"), ("confirmation", "one")]
        )
        #expect(done.status == 303)
        #expect(try await pages.events(after: head) == ["sync.removal-requested"])
    }

    @Test func `what the API refuses is told at its field, and what was typed stays`()
        async throws
    {
        let pages = try await SyncPages()
        let long = String(repeating: "x", count: 1025)
        let head = pages.bench.api.log.head
        let reply = try await pages.post(pages.path("/pause"), [("reason", long)])
        #expect(reply.status == 422)
        #expect(reply.text.contains("String must contain at most 1024 character(s)"))
        #expect(reply.text.contains(long))
        #expect(reply.text.contains(#"aria-invalid="true""#))
        let moment = try await pages.post(pages.path("/pin"), [("asOf", "yesterday")])
        #expect(moment.status == 422)
        #expect(moment.text.contains("yesterday"))
        let missing = try await pages.post(pages.path("/skip"), [("key", "A")])
        #expect(missing.status == 422)
        #expect(try await pages.events(after: head) == [])
    }

    @Test func `an auditor sees no action, and a form of one does nothing`() async throws {
        let pages = try await SyncPages(asAuditor: true)
        let page = try await pages.get(pages.path())
        #expect(page.status == 200)
        for word in ["/pause", "/delete", "Push now", "/syncs/new"] {
            #expect(!page.text.contains(word), "\(word)")
        }
        let list = try await pages.get("/syncs")
        #expect(!list.text.contains("/syncs/new"))
        let head = pages.bench.api.log.head
        for action in Self.actions {
            #expect(try await pages.get(pages.path("/\(action.name)")).status == 403)
            let reply = try await pages.post(pages.path("/\(action.name)"), action.form)
            #expect(reply.status == 403, "\(action.name)")
        }
        #expect(try await pages.get("/syncs/new").status == 403)
        #expect(try await pages.post(pages.path("/plan"), [("planId", "x")]).status == 403)
        #expect(try await pages.events(after: head) == [])
        // To look is free.
        #expect(try await pages.get(pages.path("/plan")).status == 200)
        #expect(try await pages.get(pages.path("/settings")).status == 200)
    }
}
