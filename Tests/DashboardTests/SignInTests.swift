import APIRoutes
import Encodings
import HTTPTypes
import ManagementAPIBench
import TestSupport
import Testing

/// Signing in, staying signed in and signing out.
@Suite struct SignInTests {
    @Test func `without a session every page leads to the login page, which says nothing`()
        async throws
    {
        let bench = try DashboardBench()
        _ = try await bench.api.createSync(["name": #""app-to-checkly""#])
        for path in ["/", "/syncs", "/syncs/x", "/keys", "/nothing"] {
            let reply = try await bench.send(.get, path)
            #expect(reply.status == 303, "\(path)")
            let next = path == "/" ? "/login" : "/login?next=" + path.replacing("/", with: "%2F")
            #expect(reply.headers[.location] == next)
            #expect(reply.text.isEmpty)
        }
        let login = try await bench.send(.get, "/login?next=%2Fsyncs%3Fq%3Da")
        #expect(login.status == 200)
        #expect(login.text.contains(#"name="next" value="/syncs?q=a""#))
        for word in ["1.2.3", "app-to-checkly", "/app\"", "bench-token"] {
            #expect(!login.text.contains(word), "\(word)")
        }
    }

    @Test func `a form without a session is told to be lost, and leads back to its page`()
        async throws
    {
        let bench = try DashboardBench()
        func next(_ referrer: String?) async throws -> String? {
            let reply = try await bench.send(
                .post,
                "/syncs/new",
                form: [("go", "finish")],
                headers: [("Referer", referrer)]
            )
            #expect(reply.status == 303)
            return reply.headers[.location]
        }
        let page = "http://127.0.0.1:8081/syncs/new?name=a&step=review"
        let expected = "/login?lost=true&next=%2Fsyncs%2Fnew%3Fname%3Da%26step%3Dreview"
        #expect(try await next(page) == expected)
        for other in [nil, "nonsense", "http://x", "http://x//evil.example/"] {
            #expect(try await next(other) == "/login?lost=true", "\(other ?? "-")")
        }
        let out = try await bench.send(.post, "/logout", form: [], headers: [("Referer", page)])
        #expect(out.headers[.location] == "/login")
        let login = try await bench.send(.get, expected)
        #expect(login.text.contains("nothing was done"))
        #expect(login.text.contains(#"value="/syncs/new?name=a&amp;step=review""#))
    }

    @Test func `a token signs in, and the cookie opens the pages`() async throws {
        let bench = try DashboardBench()
        let reply = try await bench.send(
            .post,
            "/login",
            form: [("token", APIBench.token), ("next", "/syncs?q=a")]
        )
        #expect(reply.status == 303)
        #expect(reply.headers[.location] == "/syncs?q=a")
        let session = try #require(reply.session)
        #expect(session.utf8.count == 64)
        let cookie = try #require(reply.headers[.setCookie])
        #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
        #expect(try await bench.send(.get, "/syncs", session: session).status == 200)
        #expect(try await bench.send(.get, "/syncs", session: session + "0").status == 303)
    }

    /// The path that signs in once.
    private func link(_ bench: DashboardBench) async throws -> String {
        let reply = try await bench.api.call(.post, "/api/v1/login-codes")
        return try #require(reply.json["path"]?.string)
    }

    @Test func `a link signs in once, as who asked for it`() async throws {
        let bench = try DashboardBench()
        let path = try await link(bench)
        let first = try await bench.send(.get, path)
        #expect(first.status == 303)
        #expect(first.headers[.location] == "/")
        let session = try #require(first.session)
        #expect(try await bench.send(.get, "/syncs", session: session).status == 200)
        let again = try await bench.send(.get, path)
        #expect(again.status == 401)
        #expect(again.text.contains("This link was used already"))
        #expect(again.session == nil)
    }

    @Test func `a link on another site signs nobody in, and is not used up`() async throws {
        let bench = try DashboardBench()
        let path = try await link(bench)
        let foreign = try await bench.send(
            .get,
            path,
            headers: [("Sec-Fetch-Site", "cross-site")]
        )
        #expect(foreign.status == 403)
        #expect(foreign.session == nil)
        #expect(try await bench.send(.get, path).status == 303)
    }

    @Test func `a link is good for five minutes, and others are guesses`() async throws {
        let bench = try DashboardBench()
        let path = try await link(bench)
        bench.clock.advance(by: .seconds(5 * 60))
        #expect(try await bench.send(.get, path).status == 401)
        for _ in 0..<4 {
            #expect(try await bench.send(.get, "/login/once?code=0").status == 401)
        }
        let late = try await bench.send(.get, try await link(bench))
        #expect(late.status == 429)
    }

    @Test func `over TLS the cookie is bound to the host and never leaves it`() async throws {
        let bench = try DashboardBench(isSecure: true)
        let reply = try await bench.send(.post, "/login", form: [("token", APIBench.token)])
        let cookie = try #require(reply.headers[.setCookie])
        #expect(cookie.hasPrefix("__Host-checkly_sync_session="))
        #expect(cookie.hasSuffix("; Secure"))
    }

    @Test(
        arguments: [
            "//evil.test", "https://evil.test", "/\\evil.test", "\\\\evil.test", "javascript:1",
            "/a\r\nSet-Cookie: x=1", "", "/a b", "/\t/evil.test",
        ]
    )
    func `nothing but a path of this dashboard is where signing in leads`(
        next: String
    )
        async throws
    {
        let bench = try DashboardBench()
        let reply = try await bench.send(
            .post,
            "/login",
            form: [("token", APIBench.token), ("next", next)]
        )
        #expect(reply.status == 303)
        #expect(reply.headers[.location] == "/")
    }

    @Test func `after five wrong tokens an address waits, and says how long`() async throws {
        let bench = try DashboardBench()
        for _ in 0..<5 {
            let reply = try await bench.send(.post, "/login", form: [("token", "wrong")])
            #expect(reply.status == 401)
            #expect(reply.text.contains("That token is not known here"))
            #expect(!reply.text.contains("wrong"))
            #expect(reply.session == nil)
        }
        let refused = try await bench.send(.post, "/login", form: [("token", APIBench.token)])
        #expect(refused.status == 429)
        #expect(refused.headers[.retryAfter] == "60")
        #expect(refused.session == nil)
        bench.clock.advance(by: .seconds(60))
        #expect(try await bench.signIn() != nil)
    }

    @Test func `tries at the same time are no more than tries one after the other`() async throws {
        let bench = try DashboardBench()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await bench.send(.post, "/login", form: [("token", "wrong")]).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 401 } == 5)
        #expect(statuses.count { $0 == 429 } == 15)
    }

    @Test func `tokens that are right count for nothing`() async throws {
        let bench = try DashboardBench()
        for _ in 0..<20 { #expect(try await bench.signIn() != nil) }
    }

    @Test func `a session ends when it is idle, when it is old, and when its token is revoked`()
        async throws
    {
        let bench = try DashboardBench()
        let made = try await bench.api.call(
            .post,
            "/api/v1/tokens",
            #"{"name":"eye","role":"auditor"}"#
        )
        let token = try #require(made.json["token"]?["value"]?.string)
        let revoked = try #require(try await bench.signIn(token))
        let session = try #require(try await bench.signIn())
        func isIn(_ session: String) async throws -> Bool {
            try await bench.send(.get, "/syncs", session: session).status == 200
        }
        #expect(try await isIn(revoked))
        _ = try await bench.api.call(.delete, "/api/v1/tokens/eye")
        #expect(try await !isIn(revoked))
        // Used once an hour, it lasts twelve.
        for _ in 0..<12 {
            #expect(try await isIn(session))
            bench.clock.advance(by: .seconds(3599))
        }
        bench.clock.advance(by: .seconds(12))
        #expect(try await !isIn(session))
        let idle = try #require(try await bench.signIn())
        bench.clock.advance(by: .seconds(3600))
        #expect(try await !isIn(idle))
    }

    @Test func `signing out ends the session, and signing in again ends the one before`()
        async throws
    {
        let bench = try DashboardBench()
        let first = try #require(try await bench.signIn())
        let again = try await bench.send(
            .post,
            "/login",
            form: [("token", APIBench.token)],
            session: first
        )
        let second = try #require(again.session)
        #expect(second != first)
        #expect(try await bench.send(.get, "/syncs", session: first).status == 303)
        let page = try await bench.send(.get, "/syncs", session: second)
        let csrf = try #require(page.csrf)
        let out = try await bench.send(
            .post,
            "/logout",
            form: [("csrf", csrf)],
            session: second
        )
        #expect(out.status == 303)
        #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
        #expect(try await bench.send(.get, "/syncs", session: second).status == 303)
    }

    @Test func `a link from another site comes back once as this site's own`() async throws {
        let bench = try DashboardBench()
        let reply = try await bench.send(
            .get,
            "/syncs",
            headers: [("Sec-Fetch-Site", "cross-site")]
        )
        #expect(reply.status == 200)
        #expect(reply.text.contains(#"http-equiv="refresh" content="0""#))
        #expect(try await bench.send(.get, "/syncs").status == 303)
    }
}
