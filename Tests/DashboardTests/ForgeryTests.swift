import EventLog
import HTTPTypes
import ManagementAPIBench
import Testing

/// Nothing happens for a form that no page of this dashboard sent.
@Suite struct ForgeryTests {
    private static let forms = ["/preferences", "/logout"]

    @Test func `a form without its token, or with another session's, does nothing`()
        async throws
    {
        let bench = try DashboardBench()
        let session = try #require(try await bench.signIn())
        let other = try #require(try await bench.signIn())
        let csrf = try #require(try await bench.send(.get, "/syncs", session: other).csrf)
        let head = bench.api.log.head
        for path in Self.forms {
            for form in [[], [("csrf", csrf)], [("csrf", "")], [("csrf", session)]] {
                let reply = try await bench.send(.post, path, form: form, session: session)
                #expect(reply.status == 403, "\(path)")
                #expect(reply.headers[.setCookie] == nil)
            }
        }
        #expect(try await bench.send(.get, "/syncs", session: session).status == 200)
        #expect(bench.api.log.head == head)
    }

    @Test(
        arguments: [
            [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")],
            [("Sec-Fetch-Site", "none")], [("Sec-Fetch-Site", nil), ("Origin", "null")],
            [("Sec-Fetch-Site", nil), ("Origin", "http://evil.test")],
            [("Sec-Fetch-Site", nil), ("Origin", "https://localhost")],
            [("Sec-Fetch-Site", nil)],
        ] as [[(String, String?)]]
    )
    func `a form that another page sent does nothing, even with the token`(
        headers: [(String, String?)]
    ) async throws {
        let bench = try DashboardBench()
        let session = try #require(try await bench.signIn())
        let csrf = try #require(try await bench.send(.get, "/syncs", session: session).csrf)
        for path in Self.forms {
            let reply = try await bench.send(
                .post,
                path,
                form: [("csrf", csrf)],
                session: session,
                headers: headers
            )
            #expect(reply.status == 403, "\(path)")
        }
        let login = try await bench.send(
            .post,
            "/login",
            form: [("token", APIBench.token)],
            headers: headers
        )
        #expect(login.status == 403)
        #expect(login.session == nil)
        #expect(try await bench.send(.get, "/syncs", session: session).status == 200)
    }

    @Test func `a browser that tells its origin only may send forms`() async throws {
        let bench = try DashboardBench()
        let reply = try await bench.send(
            .post,
            "/login",
            form: [("token", APIBench.token)],
            headers: [("Sec-Fetch-Site", nil), ("Origin", "http://localhost")]
        )
        #expect(reply.session != nil)
    }

    @Test func `a body that is no form, or too large, is refused with what to send`()
        async throws
    {
        let bench = try DashboardBench()
        let session = try #require(try await bench.signIn())
        let json = try await bench.send(
            .post,
            "/preferences",
            form: [],
            session: session,
            headers: [("Content-Type", "application/json")]
        )
        #expect(json.status == 415)
        #expect(json.text.contains("application/x-www-form-urlencoded"))
        let large = [("csrf", String(repeating: "x", count: 70_000))]
        let reply = try await bench.send(.post, "/preferences", form: large, session: session)
        #expect(reply.status == 413)
    }
}
