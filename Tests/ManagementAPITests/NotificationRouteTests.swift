import Encodings
import EventLog
import HTTPTypes
import ManagementAPI
import ManagementAPIBench
import SyncModel
import Testing

/// Who is told what waits for a person, as the API has it.
@Suite struct NotificationRouteTests {
    private static let path = "/api/v1/notifications"

    private func create(_ bench: APIBench, _ body: String) async throws -> APIBench.Reply {
        try await bench.call(.post, Self.path, body)
    }

    @Test func `neither address nor secret is shown again, and the log has them sealed`()
        async throws
    {
        let bench = try APIBench()
        let url = "https://hooks.example:8443/services/c4n4ry?token=c4n4ry"
        let created = try await create(bench, #"{"name":"ops","url":"\#(url)"}"#)
        let notification = try #require(created.json["notification"])
        #expect(notification["origin"]?.string == "https://hooks.example:8443")
        #expect(notification["form"]?.string == "standard")
        #expect(notification["onlyProblems"]?.bool == false)
        let secret = try #require(notification["secret"]?.string)
        #expect(secret.hasPrefix("whsec_"))
        #expect(!created.text.contains("c4n4ry"))
        let list = try await bench.call(.get, Self.path)
        let events = try await bench.call(.get, "/api/v1/events?type=notification.created")
        #expect(events.json["events"]?.array?.count == 1)
        for text in [list.text, events.text] {
            #expect(!text.contains("c4n4ry") && !text.contains(secret))
        }
        let another = try await create(bench, #"{"name":"two","url":"https://hooks.example"}"#)
        #expect(another.json["notification"]?["secret"]?.string != secret)
    }

    @Test func `Slack's form has no secret`() async throws {
        let bench = try APIBench()
        let body =
            #"{"name":"team","form":"slack","onlyProblems":true,"url":"https://s.example/x"}"#
        let reply = try await create(bench, body)
        #expect(reply.json["notification"]?["secret"]?.isNull == true)
        #expect(reply.json["notification"]?["onlyProblems"]?.bool == true)
    }

    @Test(arguments: [
        ("", "url Required"), ("https://", "url Expected an https address"),
        ("http://hooks.example/x", "url Expected an https address"),
        ("ftp://hooks.example/x", "url Expected an https address"),
        ("https://user:word@hooks.example/x", "url Expected an https address"),
        ("https://hooks.example/x#part", "url Expected an https address"),
        ("https://hooks.example/ä", "url Expected an https address"),
        ("hooks.example", "url Expected an https address"),
    ])
    func `an address that is none is refused at its field`(
        url: String,
        issue: String
    ) async throws {
        let bench = try APIBench()
        let reply = try await create(bench, #"{"name":"ops","url":"\#(url)"}"#)
        #expect(reply.status == 422)
        #expect(reply.issues.count == 1)
        #expect(reply.issues.first?.contains(issue) == true, "\(reply.issues)")
        #expect(bench.log.head == .beforeFirst)
    }

    @Test(arguments: ["http://localhost:9/x", "http://127.0.0.1/x", "http://[::1]:9/x"])
    func `this machine may be told in the open`(url: String) async throws {
        let bench = try APIBench()
        #expect(try await create(bench, #"{"name":"ops","url":"\#(url)"}"#).status == 200)
    }

    @Test func `a name is taken once, and there is an end to them`() async throws {
        let bench = try APIBench()
        for number in 1...NotificationTarget.limit {
            let body = #"{"name":"n-\#(number)","url":"https://hooks.example"}"#
            #expect(try await create(bench, body).status == 200)
        }
        let taken = try await create(bench, #"{"name":"n-1","url":"https://hooks.example"}"#)
        #expect(taken.status == 400)
        #expect(taken.text.contains("exists already"))
        let full = try await create(bench, #"{"name":"more","url":"https://hooks.example"}"#)
        #expect(full.status == 400)
        #expect(full.text.contains("There are 16 notifications already"))
        #expect(try await bench.call(.delete, Self.path + "/n-1").status == 200)
        #expect(try await bench.call(.delete, Self.path + "/n-1").status == 404)
        #expect(
            try await create(bench, #"{"name":"more","url":"https://hooks.example"}"#).status
                == 200
        )
    }
}
