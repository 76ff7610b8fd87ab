import Declarations
import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Synchronization
import TestSupport
import Testing

/// Making and editing a sync step by step.
@Suite struct WizardTests {
    private static let path = "/syncs/new"

    /// The answers of each step, whose sync the API would make of `APIBench.syncBody`.
    private static func answers(_ connection: String) -> [[(String, String)]] {
        [
            [("projectId", "p"), ("environment", "dev"), ("secretPath", "/app")],
            [("connectionId", connection), ("accountId", "a-1")],
            [
                ("hasOptions", "yes"), ("initialSyncBehavior", "overwrite-destination"),
                ("keySchema", "APP_{{secretKey}}"), ("isAutoSyncEnabled", "yes"),
            ],
            [("name", "app-to-checkly"), ("description", "The app's secrets")],
        ]
    }

    private static let steps = ["source", "destination", "options", "details", "review"]

    private func query(_ fields: [(String, String)]) -> String {
        fields.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
    }

    private func connection(_ pages: SyncPages) async throws -> String {
        try #require(try await pages.sync()["connectionId"]?.string)
    }

    @Test func `five steps lead to the sync that the API would make`() async throws {
        let pages = try await SyncPages()
        let answers = Self.answers(try await connection(pages))
        var address = Self.path
        for (index, step) in answers.enumerated() {
            let page = try await pages.get(address)
            #expect(page.status == 200)
            #expect(page.text.contains("<h2>"), "\(Self.steps[index])")
            let given = answers[..<index].flatMap(\.self) + step
            let next = try await pages.get(
                "\(Self.path)?step=\(Self.steps[index])&go=next&" + query(given)
            )
            #expect(next.status == 303, "\(next.text)")
            address = try #require(next.headers[.location])
            #expect(address.contains("step=\(Self.steps[index + 1])"))
        }
        let head = pages.bench.api.log.head
        let review = try await pages.get(address)
        #expect(review.text.contains("1 to create"))
        let plan = try #require(review.text.firstMatch(of: /name="planId" value="([^"]+)"/)?.1)
        #expect(try await pages.events(after: head) == [])
        let all = answers.flatMap(\.self)
        let made = try await pages.post(
            Self.path,
            all + [("planId", String(plan)), ("go", "finish")]
        )
        #expect(made.status == 303, "\(made.text)")
        let location = try #require(made.headers[.location])
        let id = try #require(location.firstMatch(of: /syncs\/([0-9a-f-]{36})/)?.1)
        let reply = try await pages.bench.api.call(
            .get,
            "/api/v1/secret-syncs/checkly/\(id)"
        )
        let sync = try #require(reply.json["secretSync"])
        #expect(sync["name"]?.string == "app-to-checkly")
        #expect(sync["description"]?.string == "The app's secrets")
        #expect(sync["syncOptions"]?["keySchema"]?.string == "APP_{{secretKey}}")
        #expect(sync["syncOptions"]?["initialSyncBehavior"]?.string == "overwrite-destination")
        #expect(sync["destinationConfig"]?["accountId"]?.string == "a-1")
        #expect(sync["isAutoSyncEnabled"]?.bool == true)
        // The file says what the wizard asked; the sync has the other settings as they usually are.
        let offered = try #require(review.text.firstMatch(of: />(syncs:[^<]+)</)?.1)
        let file = DeclarationText.yaml([Declaration(.sync, shown: sync)]).split(separator: "\n")
        let lines = plain(String(offered)).split(separator: "\n")
        #expect(lines.count > 10)
        for line in lines { #expect(file.contains(line), "\(line)") }
    }

    /// A page's text as it is shown.
    private func plain(_ html: String) -> String {
        [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
            .reduce(html) { $0.replacing($1.0, with: $1.1) }
    }

    @Test(
        arguments: [
            ("source", [("environment", "dev"), ("secretPath", "/app")], "Project ID required"),
            ("source", [("projectId", "p"), ("secretPath", "/app")], "Choose an environment."),
            (
                "source",
                [("projectId", "p"), ("environment", "Dev!"), ("secretPath", "/app")],
                "environment field can only contain lowercase letters, numbers, and hyphens"
            ),
            ("source", [("projectId", "p"), ("environment", "dev")], "Secret path required"),
            (
                "source",
                [("projectId", "p"), ("environment", "dev"), ("secretPath", "app")],
                "is not a folder path"
            ),
            ("destination", [("accountId", "a-1")], "Choose a connection."),
            ("options", [("keySchema", "x")], "Key schema must include exactly one"),
            ("options", [], "Choose what happens to variables that are already there."),
            ("options", [("maxDeletions", "many")], "Expected"),
            ("details", [("name", "A B")], "name field can only contain"),
        ] as [(String, [(String, String)], String)]
    )
    func `each wrong answer is told at its field, in the API's words`(
        step: String,
        given: [(String, String)],
        message: String
    ) async throws {
        let pages = try await SyncPages()
        let answers = Self.answers(try await connection(pages))
        let index = try #require(Self.steps.firstIndex(of: step))
        let earlier = answers[..<index].flatMap(\.self)
        let page = try await pages.get(
            "\(Self.path)?step=\(step)&go=next&" + query(earlier + given)
        )
        #expect(page.status == 200)
        #expect(page.text.contains(message), "\(step)")
        #expect(page.text.contains("Error: "))
        #expect(page.text.contains(#"role="alert""#))
    }

    @Test func `what each choice would do at Checkly is shown to whoever asks`() async throws {
        let pages = try await SyncPages()
        let answers = Self.answers(try await connection(pages))[..<3].flatMap(\.self)
        let options = "\(Self.path)?step=options&" + query(answers)
        let effect = "Takes nothing away that is at Checkly now."
        #expect(!(try await pages.get(options).text.contains(effect)))
        let page = try await pages.get(options + "&go=look").text
        #expect(page.matches(of: /Takes nothing away/).count == 2)
        #expect(page.contains(#"name="lookedAt" value="APP_{{secretKey}}""#))
        // What was seen stays while other things are typed, and goes with another schema.
        let typed = options + "&fragment=preview&lookedAt="
        let kept = try await pages.get(typed + "APP_%7B%7BsecretKey%7D%7D")
        #expect(!kept.text.contains("-effect"))
        let stale = try await pages.get(typed + "OLD_%7B%7BsecretKey%7D%7D")
        #expect(stale.text.contains("overwrite-destination-effect"))
    }

    @Test func `a link to a later step shows the first that is not filled in`() async throws {
        let pages = try await SyncPages()
        let page = try await pages.get("\(Self.path)?step=review&projectId=p")
        #expect(page.text.contains("Choose an environment."))
    }

    @Test func `a sync of that name is told at the name, and what was answered stays`()
        async throws
    {
        let pages = try await SyncPages()
        var all = Self.answers(try await connection(pages)).flatMap(\.self)
        all.removeAll { $0.0 == "name" }
        let head = pages.bench.api.log.head
        let reply = try await pages.post(
            Self.path,
            all + [("name", "one"), ("go", "without-push")]
        )
        #expect(reply.status == 400)
        #expect(reply.text.contains("Name: A Secret Sync with the name &quot;one&quot;"))
        #expect(reply.text.contains("APP_{{secretKey}}"))
        #expect(try await pages.events(after: head) == [])
    }

    @Test func `without pushing the sync waits for somebody`() async throws {
        let pages = try await SyncPages()
        let all = Self.answers(try await connection(pages)).flatMap(\.self)
        let made = try await pages.post(Self.path, all + [("go", "without-push")])
        #expect(made.status == 303)
        let list = try await pages.bench.api.call(.get, "/api/v1/syncs?q=app-to-checkly")
        #expect(list.json["syncs"]?.array?.first?["isAutoSyncEnabled"]?.bool == false)
    }

    @Test func `editing begins with what is, and saving keeps what was not changed`()
        async throws
    {
        let pages = try await SyncPages()
        let begun = try await pages.get("\(Self.path)?sync=\(pages.id)")
        #expect(begun.status == 303)
        let address = try #require(begun.headers[.location])
        let page = try await pages.get(address)
        #expect(page.text.contains("Edit Sync"))
        #expect(page.text.contains(#"value="/app""#))
        let before = try await pages.sync()
        let fields = formDecoded(String(address.split(separator: "?").last ?? ""))
            .map { ($0.name, $0.name == "description" ? "" : $0.value) }
        let saved = try await pages.post(
            Self.path,
            fields + [("description", "now described"), ("go", "finish")]
        )
        #expect(saved.status == 303, "\(saved.text)")
        let after = try await pages.sync()
        #expect(after["description"]?.string == "now described")
        for name in ["name", "syncOptions", "destinationConfig", "isAutoSyncEnabled"] {
            #expect(after[name] == before[name], "\(name)")
        }
    }

    /// The fields of the review of an edited sync, as its form sends them.
    private func review(of id: String, on pages: SyncPages) async throws -> [(String, String)] {
        let begun = try await pages.get("\(Self.path)?sync=\(id)&step=review")
        let page = try await pages.get(try #require(begun.headers[.location]))
        #expect(page.status == 200)
        return page.text.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)">/)
            .map { (String($0.1), String($0.2)) }
            .filter { !["csrf", "back", "step"].contains($0.0) } + [("go", "finish")]
    }

    @Test(arguments: ["pause", "hold", "auto-sync"])
    func `a sync that is held back can be edited, and nothing is pushed for it`(
        why: String
    ) async throws {
        let pages = try await SyncPages()
        let sync = "/api/v1/secret-syncs/checkly/\(pages.id)"
        switch why {
        case "pause": _ = try await pages.bench.api.call(.post, sync + "/pause")
        case "hold": _ = try await pages.bench.api.call(.post, "/api/v1/hold")
        default:
            _ = try await pages.bench.api.call(.patch, sync, #"{"isAutoSyncEnabled":false}"#)
        }
        let fields = try await review(of: pages.id, on: pages)
        #expect(!fields.contains { $0.0 == "planId" })
        let head = pages.bench.api.log.head
        let saved = try await pages.post(Self.path, fields)
        #expect(saved.status == 303, "\(saved.text)")
        let events = try await pages.events(after: head)
        #expect(events == ["sync.updated", "sync.consent-required"])
    }

    @Test func `an edited sync that follows its source is saved with the plan that was read`()
        async throws
    {
        let pages = try await SyncPages()
        let fields = try await review(of: pages.id, on: pages)
        #expect(fields.contains { $0.0 == "planId" && $0.1.hasPrefix(pages.id) })
        let head = pages.bench.api.log.head
        #expect(try await pages.post(Self.path, fields).status == 303)
        #expect(try await pages.events(after: head).contains("sync.plan-approved"))
    }

    @Test func `what somebody else changed meanwhile is told before it is overwritten`()
        async throws
    {
        let pages = try await SyncPages()
        let fields = try await review(of: pages.id, on: pages)
        let sync = "/api/v1/secret-syncs/checkly/\(pages.id)"
        pages.bench.clock.advance(by: .seconds(1))
        let other = #"{"description":"other"}"#
        #expect(try await pages.bench.api.call(.patch, sync, other).status == 200)
        #expect(fields.contains { $0.0 == "basis" })
        let head = pages.bench.api.log.head
        let told = try await pages.post(Self.path, fields)
        #expect(told.status == 400)
        #expect(told.text.contains("Somebody changed the sync since this edit began"))
        #expect(told.text.contains("Description"))
        #expect(try await pages.events(after: head).isEmpty)
        let basis = try #require(told.text.firstMatch(of: /name="basis" value="([^"]+)"/)?.1)
        let again = fields.map { $0.0 == "basis" ? ("basis", String(basis)) : $0 }
        #expect(try await pages.post(Self.path, again).status == 303)
    }

    @Test func `what held a plan back may be over when it is saved, and then it is to be read`()
        async throws
    {
        let pages = try await SyncPages()
        let sync = "/api/v1/secret-syncs/checkly/\(pages.id)"
        _ = try await pages.bench.api.call(.post, sync + "/pause")
        pages.bench.api.planProblem.deletes.withLock { $0 = true }
        let fields = try await review(of: pages.id, on: pages)
        _ = try await pages.bench.api.call(.post, sync + "/resume")
        let head = pages.bench.api.log.head
        let told = try await pages.post(Self.path, fields)
        #expect(told.status == 400)
        #expect(told.text.contains(#"name="acknowledged""#))
        #expect(try await pages.events(after: head).isEmpty)
    }

    @Test func `a copy begins with the answers of another sync, but for its name`()
        async throws
    {
        let pages = try await SyncPages()
        let begun = try await pages.get("\(Self.path)?copy=\(pages.id)")
        let address = try #require(begun.headers[.location])
        #expect(!address.contains("name="))
        #expect(!address.contains("sync="))
        #expect(address.contains("secretPath=%2Fapp"))
    }

    @Test func `names of schemas and notices are text`() async throws {
        let pages = try await SyncPages()
        let hostile = #""><img src=x onerror=alert(1)>"#
        for name in ["projectId", "environment", "secretPath", "notice", "show", "step", "q"] {
            for path in ["/syncs/new", pages.path(), pages.path("/plan"), "/syncs"] {
                let page = try await pages.get("\(path)?\(name)=\(percentEncoded(hostile))")
                #expect(!page.text.contains("<img src=x"), "\(path) \(name)")
            }
        }
    }
}
