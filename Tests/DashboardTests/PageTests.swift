import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing

/// What the pages show, and what everything that is sent has in common.
@Suite struct PageTests {
    private static let hostile = [
        #""><img src=x onerror=alert(1)>"#, "{{csrf}}", "{{{csrf}}}", "a\u{202E}b", "<b>&amp;</b>",
        "%2F..%2F", "😀", "'quote'", String(repeating: "K", count: 255),
    ]

    /// A sync whose folder holds keys, and the id of the sync.
    private func make(_ keys: [String], on bench: DashboardBench) async throws -> String {
        let description = #""<script>alert(1)</script>""#
        let sync = try await bench.api.createSync(["description": description])
        let folder = FolderPath(projectID: "p", environment: "dev", secretPath: "/app")
        let entries = keys.map { SecretEntry.sample($0, "fp1:\($0)") }
        _ = try await bench.api.log.append(
            AppendRequest(
                source: "hanzo",
                deliveryID: "evt-1",
                actor: Actor(type: "user", id: "u", name: "<i>Ada</i>"),
                events: [PendingEvent(.secrets(.snapshot(folder, entries)))]
            )
        )
        return try #require(sync["id"]?.string)
    }

    @Test func `whatever a name contains, it is text`() async throws {
        let bench = try DashboardBench()
        let id = try await make(Self.hostile, on: bench)
        let session = try #require(try await bench.signIn())
        for path in ["/syncs", "/syncs/\(id)", "/syncs?q=%3Cimg%20src%3Dx%3E"] {
            let reply = try await bench.send(.get, path, session: session)
            #expect(reply.status == 200)
            for markup in ["<img src=x", "<script>", "<b>&", "<i>Ada"] {
                #expect(!reply.text.contains(markup), "\(path) has \(markup)")
            }
            // The names are not templates.
            let csrf = try #require(reply.csrf)
            #expect(reply.text.ranges(of: csrf).count == reply.text.ranges(of: "\"post\"").count)
        }
        let keys = try await bench.send(.get, "/syncs/\(id)", session: session)
        #expect(keys.text.contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"))
        #expect(keys.text.contains("{{csrf}}"))
        #expect(keys.text.contains(#"a\u{202E}b"#))
        #expect(keys.text.contains("&lt;i&gt;Ada&lt;/i&gt;"))
    }

    @Test func `every response has the headers that keep other sites out`() async throws {
        let bench = try DashboardBench()
        let session = try #require(try await bench.signIn())
        let page = try await bench.send(.get, "/syncs", session: session)
        let style = try #require(page.text.firstMatch(of: /href="(\/assets\/[^"]+\.css)"/)?.1)
        for (path, session) in [
            ("/syncs", session), ("/login", nil), ("/syncs", nil), ("/nothing", session),
            ("/syncs/none", session), (String(style), nil), ("/assets/0/x.css", nil),
        ] as [(String, String?)] {
            let reply = try await bench.send(.get, path, session: session)
            for (name, part) in [
                ("Content-Security-Policy", "default-src 'none'"),
                ("Content-Security-Policy", "require-trusted-types-for 'script'"),
                ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
                ("Permissions-Policy", "camera=()"),
            ] {
                let field = try #require(HTTPField.Name(name))
                #expect(reply.headers[field]?.contains(part) == true, "\(path) \(name)")
            }
            let isFile = path == style
            #expect(
                reply.headers[.cacheControl]
                    == (isFile
                        ? "public, max-age=31536000, immutable" : "no-store")
            )
        }
    }

    @Test func `a page that is not there says so inside the shell`() async throws {
        let bench = try DashboardBench()
        let session = try #require(try await bench.signIn())
        for path in ["/nothing", "/syncs/\(APIBench.none)", "/syncs/x", "/syncs/x/plan"] {
            let reply = try await bench.send(.get, path, session: session)
            #expect(reply.status == 404)
            #expect(reply.text.contains("<h1>Not found</h1>"))
            #expect(reply.text.contains("00000000-0000-4000-8000-000000000000"))
        }
        // Programs get what they always got.
        let api = try await bench.send(
            .get,
            "/api/v1/nothing",
            session: session,
            headers: [("Accept", "application/json")]
        )
        #expect(api.status == 404)
        #expect(!api.text.contains("<html"))
    }

    @Test func `the list keeps its filters in its links, and pages through`() async throws {
        let bench = try DashboardBench()
        let connection = try await bench.api.connect()
        for number in 0..<60 {
            _ = try await bench.api.call(
                .post,
                "/api/v1/secret-syncs/checkly",
                APIBench.sync(connection, "sync-\(number)")
            )
        }
        let session = try #require(try await bench.signIn())
        let first = try await bench.send(.get, "/syncs?q=sync&sort=state", session: session)
        #expect(first.text.ranges(of: "<tr id=\"row-").count == 35)
        #expect(first.text.contains("1–35 of 60"))
        #expect(first.text.contains("/syncs?offset=35&amp;q=sync&amp;sort=state"))
        #expect(first.text.contains(#"aria-sort="ascending""#))
        let second = try await bench.send(
            .get,
            "/syncs?offset=35&q=sync&sort=state",
            session: session
        )
        #expect(second.text.ranges(of: "<tr id=\"row-").count == 25)
        let none = try await bench.send(.get, "/syncs?q=other", session: session)
        #expect(none.text.contains("No sync matches"))
        let wrong = try await bench.send(.get, "/syncs?sort=luck", session: session)
        #expect(wrong.status == 422)
    }

    @Test func `preferences are remembered and hold on every page`() async throws {
        let bench = try DashboardBench()
        let session = try #require(try await bench.signIn())
        let csrf = try #require(try await bench.send(.get, "/syncs", session: session).csrf)
        let reply = try await bench.send(
            .post,
            "/preferences",
            form: [
                ("csrf", csrf), ("times", "utc"), ("theme", "dark"), ("shortcuts", "off"),
                ("back", "/syncs?q=a"),
            ],
            session: session
        )
        #expect(reply.headers[.location] == "/syncs?q=a")
        let cookie = try #require(reply.headers[.setCookie])
        #expect(cookie.hasPrefix("checkly_sync_preferences=utc.dark.keys-off; "))
        let page = try await bench.send(
            .get,
            "/syncs",
            session: session,
            preferences: "utc.dark.keys-off"
        )
        #expect(page.text.contains(#"data-theme="dark" data-shortcuts="off""#))
        let odd = try await bench.send(
            .get,
            "/syncs",
            session: session,
            preferences: "pink.<b>.x"
        )
        #expect(odd.text.contains(#"data-theme="auto""#))
    }
}
