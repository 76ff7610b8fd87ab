import Encodings
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Testing

@testable import EventLog

@Suite struct AdministrationTests {
    @Test(arguments: [nil, "", "other", "bench-tokens"])
    func `without the token nothing is told`(token: String?) async throws {
        let bench = try APIBench()
        let reply = try await bench.call(.get, "/api/v1/events", token: token)
        #expect(reply.status == 401)
        #expect(reply.json["error"]?.string == "UnauthorizedError")
        #expect(reply.json["statusCode"]?.integer == 401)
    }

    @Test(arguments: ["/healthz", "/readyz"])
    func `health is told without a token`(path: String) async throws {
        #expect(try await APIBench().call(.get, path, token: nil).status == 200)
    }

    @Test func `a server that cannot write its log lives and is not ready`() async throws {
        let bench = try APIBench()
        bench.log.note(isWritable: false)
        let reply = try await bench.call(.get, "/readyz", token: nil)
        #expect(reply.status == 503)
        #expect(reply.json["error"]?.string == "log-cannot-write")
        #expect(try await bench.call(.get, "/healthz", token: nil).status == 200)
        _ = try await bench.connect()
        #expect(try await bench.call(.get, "/readyz", token: nil).status == 200)
    }

    @Test(arguments: ["my+proj", "my%20proj", "%6dy+pro%6A"])
    func `a query is read as forms write it`(project: String) async throws {
        let bench = try APIBench()
        let body = APIBench.sync(try await bench.connect())
            .replacing(#""projectId":"p""#, with: #""projectId":"my proj""#)
        let path = "/api/v1/secret-syncs/checkly"
        #expect(try await bench.call(.post, path, body).status == 200)
        let found = try await bench.call(.get, path + "?projectId=" + project)
        #expect(found.json["secretSyncs"]?.array?.count == 1, "\(found.text)")
        let other = try await bench.call(.get, path + "?projectId=my%2Bproj")
        #expect(other.json["secretSyncs"]?.array?.count == 0, "\(other.text)")
    }

    @Test(arguments: ["+02:00", "%2B02:00", "%2b02%3A00", "-00:30", "Z"])
    func `a time's offset is understood, escaped or not`(offset: String) async throws {
        let bench = try APIBench()
        _ = try await bench.connect()
        let reply = try await bench.call(.get, "/api/v1/state?asOf=2020-01-01T00:00:00" + offset)
        #expect(reply.json["asOf"]?["position"]?.integer == 0, "\(reply.text)")
    }

    @Test func `an unknown route is answered in the API's form`() async throws {
        let reply = try await APIBench().call(.get, "/api/v1/nope")
        #expect(reply.status == 404)
        #expect(reply.json["error"]?.string == "NotFound")
    }

    @Test func `another method is answered 405 with what is allowed`() async throws {
        let reply = try await APIBench().call(.put, "/api/v1/webhook-sources")
        #expect(reply.status == 405)
        #expect(reply.headers[.allow] == "GET, POST")
    }

    @Test func `a body that is no JSON object is refused`() async throws {
        let bench = try APIBench()
        for body in ["[]", "{", "\"x\"", #"{"name":1,"name":2}"#] {
            let reply = try await bench.call(.post, "/api/v1/webhook-sources", body)
            #expect([400, 422].contains(reply.status))
        }
    }

    @Test func `a connection's key is tried and never shown`() async throws {
        let bench = try APIBench()
        let base = "/api/v1/app-connections/checkly"
        let refused = try await bench.call(
            .post,
            base,
            #"{"name":"x","method":"api-key","credentials":{"apiKey":"cu_bad"}}"#
        )
        #expect(refused.status == 400)
        #expect(
            refused.json["message"]?.string?.hasPrefix("Failed to validate credentials: ") == true
        )
        let id = try await bench.connect()
        #expect(id.count == 36)
        for path in [base, "\(base)/\(id)", "\(base)/connection-name/main", "\(base)/available"] {
            let reply = try await bench.call(.get, path)
            #expect(reply.status == 200)
            #expect(!reply.text.contains(APIBench.goodKey))
        }
        #expect(try await bench.askForConnection("main").status == 400, "the name is taken")
    }

    @Test func `pickers show accounts and groups, and what Checkly refuses`() async throws {
        let bench = try APIBench()
        let base = "/api/v1/app-connections/checkly/\(try await bench.connect())"
        let accounts = try await bench.call(.get, base + "/accounts")
        #expect(accounts.json["accounts"]?.array?.first?["runtimeId"]?.string == "2025.04")
        let groups = try await bench.call(.get, base + "/accounts/a-1/groups")
        #expect(groups.json["groups"]?.array?.first?["id"]?.string == "7")
        #expect(try await bench.call(.get, base + "/accounts/other/groups").status == 400)
    }

    @Test func `a connection in use is not deleted`() async throws {
        let bench = try APIBench()
        let id = try await bench.connect()
        _ = try await bench.call(.post, "/api/v1/secret-syncs/checkly", APIBench.sync(id))
        let reply = try await bench.call(.delete, "/api/v1/app-connections/checkly/\(id)")
        #expect(reply.status == 400)
        #expect(reply.json["error"]?.string == "BadRequest")
    }

    @Test(arguments: [
        "hanzo-kms", "infisical", "github", "stripe", "slack", "shopify", "doppler",
    ])
    func `a source of each preset is made and its secret not shown`(preset: String) async throws {
        let bench = try APIBench()
        let reply = try await bench.call(
            .post,
            "/api/v1/webhook-sources",
            #"{"name":"s","preset":"\#(preset)","secrets":["t0psecret-canary-text"]}"#
        )
        #expect(reply.status == 200)
        #expect(reply.json["webhookSource"]?["preset"]?.string == preset)
        #expect(!reply.text.contains("t0psecret-canary-text"))
        let events = try await bench.call(.get, "/api/v1/events")
        #expect(!events.text.contains("t0psecret-canary-text"))
    }

    @Test(arguments: [
        #""secrets":[]"#, #""secrets":[""]"#, #""secrets":[" "]"#,
        #""secrets":["1","2","3","4","5","6","7","8","9"]"#,
        #""secrets":["s-secret-of-many"],"toleranceSeconds":0"#,
        #""secrets":["s-secret-of-many"],"preset":"none"#,
        #""secrets":["s-secret-of-many"],"preset":"custom""#,
        #""secrets":["s-secret-of-many"],"reader":{"api":"hanzo-v1"}"#,
        #""secrets":["whsec_"],"preset":"standard-webhooks""#, #""secrets":["s",5]"#,
        #""secrets":["s-secret-of-many"],"preset":"github","scheme":{"header":"x-s"}"#,
        #""secrets":["s-secret-of-many"],"preset":"github","scheme":{"unknown":1}"#,
        #""secrets":["s-secret-of-many"],"preset":"custom","scheme":{"header":"x-s","#
            + #""timestamp":{"unit":"s"}}"#,
    ])
    func `a source that could not work is refused`(members: String) async throws {
        let reply = try await APIBench()
            .call(
                .post,
                "/api/v1/webhook-sources",
                #"{"name":"s",\#(members)}"#
            )
        #expect([400, 422].contains(reply.status))
    }

    @Test func `secrets of a source rotate, and the last one stays`() async throws {
        let bench = try APIBench()
        let base = "/api/v1/webhook-sources"
        let made = try await bench.call(
            .post,
            base,
            #"{"name":"s","preset":"github","secrets":["one-secret-of-many"]}"#
        )
        let old = made.json["webhookSource"]?["secrets"]?.array?.first?["id"]?.string ?? ""
        let added = try await bench.call(
            .post,
            base + "/s/secrets",
            #"{"secret":"two-secret-of-many","notAfter":"2027-01-01T00:00:00Z"}"#
        )
        #expect(added.json["webhookSource"]?["secrets"]?.array?.count == 2)
        let removed = try await bench.call(.delete, base + "/s/secrets/\(old)")
        let rest = removed.json["webhookSource"]?["secrets"]?.array
        #expect(rest?.count == 1)
        let last = rest?.first?["id"]?.string ?? ""
        #expect(try await bench.call(.delete, base + "/s/secrets/\(last)").status == 400)
        #expect(try await bench.call(.delete, base + "/s/secrets/none").status == 404)
    }

    @Test(arguments: [
        (#"{"secret":5}"#, "Expected string, received number"), ("{}", "Required"),
        (#"{"secret":" "}"#, "webhook-secret"),
        (#"{"secret":"short"}"#, "a key of 5 bytes, which can be guessed"),
        (#"{"secret":"0123456789abcde\ufffd"}"#, "not a text in UTF-8"),
        (
            #"{"secret":"t-secret-of-many","notBefore":"2027-01-02T00:00:00Z","#
                + #""notAfter":"2027-01-01T00:00:00Z"}"#,
            "Must be later than notBefore"
        ),
    ])
    func `a secret that could never be good is refused, and why`(
        body: String,
        message: String
    ) async throws {
        let bench = try APIBench()
        let base = "/api/v1/webhook-sources"
        _ = try await bench.call(
            .post,
            base,
            #"{"name":"s","preset":"github","secrets":["one-secret-of-many"]}"#
        )
        let reply = try await bench.call(.post, base + "/s/secrets", body)
        #expect(reply.status == 422)
        let issues = reply.json["message"]?.array ?? []
        #expect(issues.count == 1)
        #expect(issues.first?["message"]?.string?.contains(message) == true, "\(reply.text)")
    }

    @Test func `a weak secret is taken where that is asked for, and a mark is no part of one`()
        async throws
    {
        let bench = try APIBench()
        let base = "/api/v1/webhook-sources"
        let weak = #"{"name":"s","preset":"github","secrets":["one"]"#
        #expect(try await bench.call(.post, base, weak + "}").status == 422)
        #expect(try await bench.call(.post, base, weak + #","weakSecret":true}"#).status == 200)
        let added = #"{"secret":"two","weakSecret":true}"#
        #expect(try await bench.call(.post, base + "/s/secrets", added).status == 200)
        let marked = #"{"name":"t","preset":"github","secrets":["\ufeff0123456789abcdef"]}"#
        #expect(try await bench.call(.post, base, marked).status == 200)
        let compared = try await bench.call(
            .post,
            base + "/t/compare-secrets",
            #"{"secrets":["0123456789abcdef"]}"#
        )
        #expect(compared.json["secrets"]?.array?.first?.string != nil)
    }

    @Test(arguments: [
        #"{"from":"header:x-t","unit":"ms"}"#, #"{"from":"header:x-t","unit":"ms"},"id":null"#,
    ])
    func `a scheme comes back in the shape it is given in`(timestamp: String) async throws {
        let bench = try APIBench()
        let base = "/api/v1/webhook-sources"
        let content = #""header":"x-s","content":"{timestamp}.{body}""#
        let made = try await bench.call(
            .post,
            base,
            #"{"name":"a","preset":"custom","secrets":["one-secret-of-many"],"#
                + #""scheme":{\#(content),"#
                + #""timestamp":\#(timestamp)}}"#
        )
        let flat = try await bench.call(
            .post,
            base,
            #"{"name":"b","preset":"custom","secrets":["one-secret-of-many"],"#
                + #""scheme":{\#(content),"#
                + #""timestamp.from":"header:x-t","timestamp.unit":"ms"}}"#
        )
        let event = try await bench.call(.get, "/api/v1/events/1").json["event"]
        let got = try await bench.call(.get, base + "/a").json["webhookSource"]
        for json in [made.json["webhookSource"], flat.json["webhookSource"], got, event?["data"]] {
            let scheme = json?["scheme"]
            #expect(scheme?["timestamp"]?["from"]?.string == "header:x-t")
            #expect(scheme?["timestamp"]?["unit"]?.string == "ms")
            #expect(scheme?["header"]?.string == "x-s")
            #expect(scheme?.members?.count == 3)
        }
        // What is recorded has the form it always had.
        guard
            case .source(.created(let source))? = try bench.log.reader.event(at: Position(1))?.body
        else {
            Issue.record("The first event is no source.")
            return
        }
        #expect(
            source.canonical.optionalMember("scheme")?.optionalMember("timestamp.from")
                == .text("header:x-t")
        )
    }

    @Test func `events come in pages by position`() async throws {
        let bench = try APIBench()
        for name in ["a", "b", "c"] { _ = try await bench.connect(name) }
        let first = try await bench.call(.get, "/api/v1/events?limit=2")
        #expect(first.json["events"]?.array?.count == 2)
        #expect(first.json["next"]?.integer == 2)
        let second = try await bench.call(.get, "/api/v1/events?limit=2&after=2")
        #expect(second.json["events"]?.array?.count == 1)
        #expect(second.json["next"] == .null)
        let one = try await bench.call(.get, "/api/v1/events/3")
        #expect(one.json["event"]?["type"]?.string == "connection.created")
        #expect(try await bench.call(.get, "/api/v1/events/4").status == 404)
        #expect(try await bench.call(.get, "/api/v1/events?limit=0").status == 422)
        let typed = try await bench.call(.get, "/api/v1/events?type=sync.created")
        #expect(typed.json["events"]?.array?.isEmpty == true)
    }
}
