import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import Reconciliation
import Synchronization
import SyncModel
import TestSupport
import Testing

/// Parts of pages that are fetched while they are open, runs, history, and acts on many syncs.
@Suite struct LivePageTests {
    private static let syncs = "/api/v1/secret-syncs/checkly/"

    /// Every part of every page that changes by itself.
    private func parts(_ pages: SyncPages) -> [(path: String, parts: [String])] {
        [
            ("/", ["attention", "tiles", "happenings"]), ("/attention", ["list"]),
            ("/attention", ["attention-count"]), ("/syncs", ["list"]),
            (pages.path(), ["list", "head"]), (pages.path("/runs"), ["list", "head"]),
            (pages.path("/history"), ["head"]), (pages.path("/settings"), ["head"]),
            (pages.path("/time"), ["head"]), ("/deliveries", ["list"]), ("/events", ["list"]),
        ]
    }

    @Test func `each part of a page is given alone, once as long as it is the same`() async throws {
        let pages = try await SyncPages()
        for (path, names) in parts(pages) {
            for name in names {
                let part = try await pages.get("\(path)?fragment=\(name)")
                #expect(part.status == 200, "\(path) \(name)")
                #expect(!part.text.contains("<html"), "\(path) \(name)")
                let tag = try #require(part.headers[.eTag])
                let again = try await pages.bench.send(
                    .get,
                    "\(path)?fragment=\(name)",
                    session: pages.session,
                    headers: [("If-None-Match", tag)]
                )
                #expect(again.status == 304, "\(path) \(name)")
                #expect(again.text.isEmpty)
            }
        }
        #expect(try await pages.get("/syncs?fragment=nothing").status == 404)
    }

    @Test func `every live part of a page is fetched as it stands there`() async throws {
        let pages = try await SyncPages()
        for path in Set(parts(pages).map(\.path)) {
            let page = try await pages.get(path)
            for match in page.text.matches(of: /<div id="([a-z-]+)" data-live>/) {
                let part = try await pages.get("\(path)?fragment=\(match.1)")
                #expect(part.status == 200, "\(path) \(match.1)")
                #expect(page.text.contains(part.text), "\(path) \(match.1)")
            }
        }
    }

    @Test func `links in a part lead to whole pages`() async throws {
        let pages = try await SyncPages()
        let part = try await pages.get("/syncs?fragment=list&sort=name")
        #expect(part.text.contains("sort="))
        #expect(!part.text.contains("fragment="))
    }

    @Test func `looking for changes does not make a session last longer`() async throws {
        let pages = try await SyncPages()
        pages.bench.clock.advance(by: .seconds(59 * 60))
        #expect(try await pages.get("/syncs?fragment=list").status == 200)
        pages.bench.clock.advance(by: .seconds(2 * 60))
        #expect(try await pages.get("/syncs").status == 303)
    }

    @Test func `a part does not take what the next page is to say`() async throws {
        let pages = try await SyncPages()
        _ = try await pages.post(pages.path("/pause"))
        #expect(!(try await pages.get("\(pages.path())?fragment=list").text.contains("Paused:")))
        #expect(try await pages.get(pages.path()).text.contains("Paused:"))
        #expect(!(try await pages.get(pages.path()).text.contains("Paused:")))
    }

    @Test func `the stream is for who is signed in, and no page of another site`() async throws {
        let pages = try await SyncPages()
        #expect(try await pages.bench.send(.get, "/live").status == 403)
        let foreign = try await pages.bench.send(
            .get,
            "/live",
            session: pages.session,
            headers: [("Sec-Fetch-Site", "cross-site")]
        )
        #expect(foreign.status == 403)
    }

    @Test func `runs come with what became of each`() async throws {
        let pages = try await SyncPages()
        #expect(try await pages.get(pages.path("/runs")).text.contains("No run yet"))
        let run = PushRun(
            id: "r-1",
            syncID: pages.id,
            kind: .push,
            through: pages.bench.api.log.head
        )
        let problem = PushProblem(code: "checkly-refused", message: "No.")
        for body: EventBody in [
            .push(.started(run)),
            .push(.variableWritten(.sample("A", sync: pages.id, run: "r-1"))),
            .push(.finished(run, .failed(problem, nextTryAt: nil))),
        ] {
            _ = try await pages.bench.api.log.append(AppendRequest(events: [PendingEvent(body)]))
        }
        let page = try await pages.get(pages.path("/runs"))
        for text in ["Failed", "1 written", "checkly-refused"] {
            #expect(page.text.contains(text), "\(text)")
        }
    }

    @Test func `the history says who changed what, and leads to the moment`() async throws {
        let pages = try await SyncPages()
        _ = try await pages.post(pages.path("/pause"), [("reason", "freeze")])
        let page = try await pages.get(pages.path("/history"))
        #expect(page.status == 200)
        #expect(page.text.contains("/events/\(pages.bench.api.log.head.number)"))
        #expect(page.text.contains("Look at this moment"))
        let none = try await pages.get(pages.path("/history?key=NOTHING"))
        #expect(none.text.contains("Nothing has changed this key"))
    }

    @Test func `many syncs are paused at once, after a look at which`() async throws {
        let pages = try await SyncPages()
        let first = try await pages.bench.api.call(.get, Self.syncs + pages.id).json["secretSync"]
        let body = APIBench.syncBody(
            ["name": #""second""#],
            connection: try #require(first?["connectionId"]?.string)
        )
        let second = try await pages.bench.api.call(.post, "/api/v1/secret-syncs/checkly", body)
            .json["secretSync"]
        let other = try #require(second?["id"]?.string)
        let form = [("act", "pause"), ("id", pages.id), ("id", other)]
        let asked = try await pages.post("/syncs/bulk", form)
        #expect(asked.status == 200)
        #expect(asked.text.contains("Pause: 2 syncs"))
        #expect(asked.text.contains("second"))
        let head = pages.bench.api.log.head
        #expect(try await pages.events(after: head).isEmpty)
        let done = try await pages.post("/syncs/bulk", form + [("confirmed", "true")])
        #expect(done.text.contains("Done for all 2."))
        #expect(try await pages.events(after: head) == ["sync.paused", "sync.paused"])
        let all = try await pages.post("/syncs/bulk", [("act", "resume"), ("all", "true")])
        #expect(all.text.contains("Resume: 2 syncs"))
        // What a pause would write is no question.
        let planned = #"data-label="Plan">1 to create<"#
        #expect(!asked.text.contains(planned))
        #expect(all.text.ranges(of: planned).count == 2)
        pages.bench.api.planProblem.kept.withLock { $0 = .listingNotKept }
        let push = try await pages.post("/syncs/bulk", [("act", "push"), ("all", "true")])
        // The first of an account has it listed anew, and the other is planned from that.
        #expect(push.text.ranges(of: planned).count == 1)
        #expect(push.text.ranges(of: #"data-label="Plan" class="none">–<"#).count == 1)
        let gone = "11111111-2222-4333-8444-555555555555"
        let some = [("act", "pause"), ("id", gone), ("id", other), ("confirmed", "true")]
        let partly = try await pages.post("/syncs/bulk", some)
        #expect(partly.text.contains("Done for 1 of 2; 1 was refused."))
        #expect(partly.text.contains("\(gone), which is not there any more"))
        #expect(try await pages.post("/syncs/bulk", [("act", "pause")]).status == 422)
        #expect(
            try await pages.post("/syncs/bulk", [("act", "delete"), ("id", other)]).status == 422
        )
    }
}
