import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing

/// Whether all is well, what waits for a person, and finding things.
@Suite struct OverviewPageTests {
    private static let hostile = #""><img src=x onerror=alert(1)>{{name}}"#

    @Test func `an empty server says how to begin`() async throws {
        let bench = try DashboardBench()
        let session = try #require(try await bench.signIn())
        let page = try await bench.send(.get, "/", session: session)
        #expect(page.status == 200)
        for text in [
            "Four steps to the first push", "/sources/new", "/connections/new", "/syncs/new",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
    }

    @Test func `the overview says what waits and what happened last`() async throws {
        let pages = try await SyncPages()
        _ = try await pages.bench.api.call(.post, "/api/v1/hold", #"{"reason":"freeze"}"#)
        let page = try await pages.get("/")
        #expect(page.status == 200)
        for text in [
            "1 problem", "freeze", "0 of 1", "#\(pages.bench.api.log.head.number)",
            "1 waiting",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
    }

    @Test func `what waits leads to what can be done, and is filtered by kind`() async throws {
        let pages = try await SyncPages()
        let failure = FetchFailure(code: "kms-forbidden", message: "No.")
        try await pages.append([
            .source(.created(.sample("hanzo", secretIDs: ["s"], isFetched: true))),
            .folder(.fetchFailed(.sample(), failure)),
        ])
        _ = try await pages.bench.api.call(.post, "/api/v1/hold", #"{"reason":"freeze"}"#)
        let all = try await pages.get("/attention")
        #expect(all.text.contains("kms-forbidden"))
        #expect(all.text.contains("freeze"))
        let folders = try await pages.get("/attention?kind=folder")
        #expect(folders.text.contains("kms-forbidden"))
        #expect(!folders.text.contains("freeze"))
        let others = try await pages.get("/attention?kind=connection")
        #expect(others.text.contains("Nothing of this kind waits"))
    }

    @Test func `names, positions and keys are found, and texts are no markup`() async throws {
        let pages = try await SyncPages()
        let named = try await pages.get("/search?q=ONE")
        #expect(named.text.contains(pages.path()))
        let position = try await pages.get("/search?q=%231")
        #expect(position.text.contains("/events/1"))
        let none = try await pages.get("/search?q=\(percentEncoded(Self.hostile))")
        #expect(none.status == 200)
        #expect(none.text.contains("Nothing is called so"))
        #expect(!none.text.contains("<img src=x"))
        #expect(try await pages.get("/search").text.contains("What are you looking for?"))
    }

    @Test func `the system page shows settings and tokens, and folds the log anew`() async throws {
        let pages = try await SyncPages()
        let body = #"{"name":"eye","role":"auditor"}"#
        _ = try await pages.bench.api.call(.post, "/api/v1/tokens", body)
        let page = try await pages.get("/system")
        #expect(page.status == 200)
        for text in ["eye", "auditor", "Only this browser is signed in", "Fold the log anew"] {
            #expect(page.text.contains(text), "\(text)")
        }
        let folded = try await pages.post("/system/refold")
        #expect(folded.text.contains("lead to the state that the server had"))
        let asked = try await pages.get("/system/tokens/eye/revoke")
        #expect(asked.text.contains("Revoke the token eye?"))
        #expect(try await pages.post("/system/tokens/eye/revoke").status == 303)
        #expect(try await pages.get("/system").text.contains("Only the administrator"))
    }

    @Test func `everybody with a token is signed out at once, and nobody else`() async throws {
        let pages = try await SyncPages()
        let other = try #require(try await pages.bench.signIn())
        #expect(try await pages.get("/system").text.contains("2 browsers are signed in"))
        #expect(try await pages.post("/system/sessions").status == 303)
        for session in [other, pages.session] {
            #expect(try await pages.bench.send(.get, "/syncs", session: session).status == 303)
        }
    }

    @Test func `an auditor is offered nothing that changes something`() async throws {
        let pages = try await SyncPages(asAuditor: true)
        let page = try await pages.get("/system")
        #expect(page.status == 200)
        #expect(!page.text.contains("/system/tokens/"))
        #expect(try await pages.get("/system/tokens/eye/revoke").status == 403)
        #expect(try await pages.post("/system/tokens/eye/revoke").status == 403)
        #expect(!(try await pages.get("/syncs").text.contains("/syncs/bulk")))
        let form = [("act", "pause"), ("id", pages.id)]
        #expect(try await pages.post("/syncs/bulk", form).status == 403)
    }
}
