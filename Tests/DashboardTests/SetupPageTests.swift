import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Testing

/// Making what a sync needs in the browser: a connection and a source.
@Suite struct SetupPageTests {
    private static let secret = "0123456789abcdef0123"

    @Test func `a connection is made once Checkly accepts its key, which is never shown`()
        async throws
    {
        let pages = try await SyncPages()
        let head = pages.bench.api.log.head
        let form = [("name", "second"), ("description", "another"), ("apiKey", "cu_bad")]
        let refused = try await pages.post("/connections/new", form)
        #expect(refused.status == 400)
        #expect(refused.text.contains("Failed to validate credentials"))
        #expect(refused.text.contains(#"value="second""#))
        #expect(!refused.text.contains("cu_bad"))
        #expect(try await pages.events(after: head) == [])
        let made = try await pages.post(
            "/connections/new",
            [("name", "second"), ("apiKey", APIBench.goodKey)]
        )
        #expect(made.status == 303)
        let location = try #require(made.headers[.location])
        let page = try await pages.get(location)
        #expect(page.text.contains("second"))
        #expect(!page.text.contains(APIBench.goodKey))
        let list = try await pages.get("/connections")
        #expect(list.text.contains("second"))
        #expect(list.text.contains("1 sync"))
    }

    @Test func `whoever came from the wizard goes back there with the new connection`()
        async throws
    {
        let pages = try await SyncPages()
        let made = try await pages.post(
            "/connections/new",
            [
                ("name", "second"), ("apiKey", APIBench.goodKey),
                ("back", "/syncs/new?step=destination"),
            ]
        )
        let location = try #require(made.headers[.location])
        #expect(location.hasPrefix("/syncs/new?step=destination&connectionId="))
        let evil = try await pages.post(
            "/connections/new",
            [("name", "third"), ("apiKey", APIBench.goodKey), ("back", "//evil.test")]
        )
        #expect(evil.headers[.location] == "/")
    }

    @Test func `a key is replaced, checked and the connection deleted only while unused`()
        async throws
    {
        let pages = try await SyncPages()
        let id = try #require(try await pages.sync()["connectionId"]?.string)
        let path = "/connections/\(id)"
        let checked = try await pages.post("\(path)/check")
        #expect(checked.text.contains("Checkly accepts the API key; it reaches First."))
        let bad = try await pages.post("\(path)/key", [("apiKey", "cu_bad")])
        #expect(bad.status == 400)
        let head = pages.bench.api.log.head
        let replaced = try await pages.post("\(path)/key", [("apiKey", APIBench.goodKey)])
        #expect(replaced.status == 303)
        #expect(try await pages.events(after: head) == ["connection.updated"])
        let page = try await pages.get("\(path)/delete")
        #expect(page.text.contains("Syncs use it, so it cannot be deleted yet:"))
        #expect(!page.text.contains("Delete the connection</button>"))
        #expect(try await pages.post("\(path)/delete").status == 400)
        let renamed = try await pages.post("\(path)/edit", [("name", "renamed")])
        #expect(renamed.status == 303)
        #expect(try await pages.get(path).text.contains("renamed"))
        let sync = "/api/v1/secret-syncs/checkly/\(pages.id)?removeSecrets=true"
        #expect(try await pages.bench.api.call(.delete, sync).status == 200)
        let waiting = try await pages.get("\(path)/delete").text
        #expect(waiting.contains("whose variables are being removed"))
    }

    @Test func `a source is made for its preset, and says how to wire the sender`()
        async throws
    {
        let pages = try await SyncPages()
        let presets = try await pages.get("/sources/new")
        #expect(presets.text.contains("preset=hanzo-kms"))
        #expect(!presets.text.contains(#"name="secret""#))
        let form = try await pages.get("/sources/new?preset=github")
        #expect(form.text.contains(#"name="secret""#))
        #expect(!form.text.contains(#"name="baseUrl""#))
        let weak = try await pages.post(
            "/sources/new",
            [("preset", "github"), ("name", "ci"), ("secret", "short")]
        )
        #expect(weak.status == 422)
        #expect(weak.text.contains("Signing secret: "))
        #expect(!weak.text.contains(#"value="short""#))
        let made = try await pages.post(
            "/sources/new",
            [
                ("preset", "github"), ("name", "ci"), ("secret", Self.secret),
                ("toleranceSeconds", "60"),
            ]
        )
        #expect(made.status == 303, "\(made.text)")
        let page = try await pages.get("/sources/ci")
        #expect(page.text.contains("https://hooks.test/webhooks/ci"))
        #expect(page.text.contains("x-hub-signature-256"))
        #expect(page.text.contains("Waiting for the first delivery."))
        #expect(page.text.contains("60 s"))
        #expect(!page.text.contains(Self.secret))
        #expect(try await pages.get("/sources").text.contains("GitHub"))
    }

    @Test func `a reader is set up with its source, and its secret is not shown`() async throws {
        let pages = try await SyncPages()
        let made = try await pages.post(
            "/sources/new",
            [
                ("preset", "hanzo-kms"), ("name", "kms"), ("secret", Self.secret),
                ("api", "infisical-v3"), ("baseUrl", "https://kms.test"), ("clientId", "c"),
                ("clientSecret", "very-secret"),
            ]
        )
        #expect(made.status == 303, "\(made.text)")
        let source = try await pages.bench.api.call(.get, "/api/v1/webhook-sources/kms").json
        let reader = source["webhookSource"]?["reader"]
        #expect(reader?["baseUrl"]?.string == "https://kms.test")
        for path in ["/sources", "/sources/kms", "/sources/kms/reader"] {
            #expect(!(try await pages.get(path).text.contains("very-secret")))
        }
    }

    @Test func `a reader is added, checked and changed on its source's page`() async throws {
        let pages = try await SyncPages()
        _ = try await pages.post(
            "/sources/new",
            [("preset", "hanzo-kms"), ("name", "kms"), ("secret", Self.secret)]
        )
        #expect(try await pages.get("/sources/kms").text.contains("Add a reader…"))
        let wrong = try await pages.post(
            "/sources/kms/reader",
            [("api", "infisical-v3"), ("baseUrl", "kms"), ("clientSecret", "very-secret")]
        )
        #expect(wrong.status == 422)
        #expect(wrong.text.contains("Client id: Required"))
        #expect(!wrong.text.contains("very-secret"))
        let saved = try await pages.post(
            "/sources/kms/reader",
            [
                ("api", "infisical-v4"), ("baseUrl", "https://kms.test"), ("clientId", "c"),
                ("clientSecret", "very-secret"), ("holdEmptiedFolders", "yes"),
            ]
        )
        #expect(saved.status == 303, "\(saved.text)")
        let source = try await pages.bench.api.call(.get, "/api/v1/webhook-sources/kms").json
        let reader = source["webhookSource"]?["reader"]
        #expect(reader?["api"]?.string == "infisical-v4")
        #expect(reader?["holdEmptiedFolders"]?.bool == true)
        #expect(reader?["allowInsecureHttp"]?.bool == false)
        // The form begins with what is set.
        let form = try await pages.get("/sources/kms/reader").text
        #expect(form.contains(#"value="https://kms.test""#))
        #expect(form.contains(#"name="holdEmptiedFolders" value="yes" checked"#))
        let checked = try await pages.post("/sources/kms/check-reader")
        #expect(checked.text.contains("The KMS lets it in, and it can read."))
        // A sender of another kind has no reader.
        _ = try await pages.post(
            "/sources/new",
            [("preset", "github"), ("name", "ci"), ("secret", Self.secret)]
        )
        #expect(!(try await pages.get("/sources/ci").text.contains("<h2>Reader</h2>")))
    }

    @Test func `a secret is added and removed, and a source disabled and deleted`()
        async throws
    {
        let pages = try await SyncPages()
        _ = try await pages.post(
            "/sources/new",
            [("preset", "github"), ("name", "ci"), ("secret", Self.secret)]
        )
        let head = pages.bench.api.log.head
        let wrong = try await pages.post(
            "/sources/ci/secrets/new",
            [("secret", Self.secret + "2"), ("notAfter", "tomorrow")]
        )
        #expect(wrong.status == 422)
        #expect(!wrong.text.contains(Self.secret))
        let added = try await pages.post(
            "/sources/ci/secrets/new",
            [("secret", Self.secret + "2")]
        )
        #expect(added.status == 303)
        let page = try await pages.get("/sources/ci")
        let ids = page.text.matches(of: /\/sources\/ci\/secrets\/([^\/"]+)\/remove/)
            .map { String($0.1) }
        #expect(ids.count == 2)
        let first = try #require(ids.first)
        let last = try #require(ids.last)
        #expect(try await pages.post("/sources/ci/secrets/\(first)/remove").status == 303)
        // A source keeps at least one.
        #expect(try await pages.post("/sources/ci/secrets/\(last)/remove").status == 400)
        // Two people disable it: the second does not enable it again.
        let page2 = try await pages.get("/sources/ci/switch")
        let wanted = try #require(page2.text.firstMatch(of: /name="isEnabled" value="(\w+)"/)?.1)
        for _ in 0..<2 {
            let form = [("isEnabled", String(wanted))]
            #expect(try await pages.post("/sources/ci/switch", form).status == 303)
            #expect(try await pages.get("/sources/ci").text.contains("Disabled"))
        }
        let enabled = try await pages.post("/sources/ci/switch", [("isEnabled", "true")])
        #expect(enabled.status == 303)
        #expect(try await pages.post("/sources/ci/delete").status == 303)
        #expect(try await pages.get("/sources/ci").status == 404)
        #expect(
            try await pages.events(after: head) == [
                "source.updated", "source.updated", "source.updated", "source.updated",
                "source.updated", "source.deleted",
            ]
        )
    }

    @Test func `an auditor sees them and changes nothing`() async throws {
        let pages = try await SyncPages(asAuditor: true)
        _ = try await pages.bench.api.call(
            .post,
            "/api/v1/webhook-sources",
            #"{"name":"ci","preset":"github","secrets":["0123456789abcdef0123"]}"#
        )
        let id = try #require(try await pages.sync()["connectionId"]?.string)
        for path in ["/connections", "/connections/\(id)", "/sources", "/sources/ci"] {
            let page = try await pages.get(path)
            #expect(page.status == 200)
            for word in [
                "Add a source", "Add a connection", "Add a secret", "Replace", "Edit…", "Delete…",
                "Remove…", "Disable…",
            ] {
                #expect(!page.text.contains(word), "\(path): \(word)")
            }
        }
        let head = pages.bench.api.log.head
        for path in [
            "/connections/new", "/connections/\(id)/key", "/connections/\(id)/edit",
            "/connections/\(id)/delete", "/sources/new", "/sources/ci/edit",
            "/sources/ci/switch", "/sources/ci/delete", "/sources/ci/secrets/new",
        ] {
            #expect(try await pages.get(path).status == 403, "\(path)")
            #expect(try await pages.post(path, [("name", "x")]).status == 403, "\(path)")
        }
        #expect(try await pages.events(after: head) == [])
    }

    @Test func `a test that gets no answer says why, and can be sent another way`() async throws {
        let pages = try await SyncPages()
        let made = #"{"name":"gh","preset":"github","secrets":["0123456789abcdef0123"]}"#
        _ = try await pages.bench.api.call(.post, "/api/v1/webhook-sources", made)
        let form = try await pages.get("/sources/gh/test")
        #expect(form.status == 200)
        #expect(form.text.contains("https://hooks.test"))
        let failed = try await pages.post("/sources/gh/test", [("via", "public-url")])
        #expect(failed.status == 400)
        #expect(failed.text.contains("Look."))
        let refused = try await pages.post("/sources/gh/test", [("via", "inside")])
        #expect(refused.text.contains("500"))
    }
}
