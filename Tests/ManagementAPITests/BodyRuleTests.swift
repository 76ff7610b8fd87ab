import Encodings
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Testing

/// Every rule of Hanzo KMS for a body, with the code, the path and the message it answers.
@Suite struct BodyRuleTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        var changes: [String: String?]
        var issue: String

        init(_ changes: [String: String?], _ issue: String) {
            (self.changes, self.issue) = (changes, issue)
        }

        var testDescription: String { issue }
    }

    private func expect(_ rule: Rule, in reply: APIBench.Reply) {
        #expect(reply.status == 422)
        #expect(reply.json["error"]?.string == "ValidationFailure")
        #expect(reply.json["statusCode"]?.integer == 422)
        #expect(reply.json["reqId"]?.string?.isEmpty == false)
        #expect(reply.issues == [rule.issue])
    }

    @Test(arguments: shared + sync + newSync)
    func `a new sync is refused with`(rule: Rule) async throws {
        let body = APIBench.syncBody(rule.changes)
        expect(rule, in: try await APIBench().call(.post, "/api/v1/secret-syncs/checkly", body))
    }

    @Test(arguments: shared + sync)
    func `a change of a sync is refused with`(rule: Rule) async throws {
        let path = "/api/v1/secret-syncs/checkly/\(APIBench.none)"
        expect(rule, in: try await APIBench().call(.patch, path, APIBench.object(rule.changes)))
    }

    @Test func `an emptied path has a message of its own in a change`() async throws {
        let path = "/api/v1/secret-syncs/checkly/\(APIBench.none)"
        let reply = try await APIBench().call(.patch, path, #"{"secretPath":""}"#)
        #expect(reply.issues == ["too_small secretPath Invalid secret path"])
    }

    @Test(arguments: shared + connection + newConnection)
    func `a new connection is refused with`(rule: Rule) async throws {
        let body = APIBench.connectionBody(rule.changes)
        expect(rule, in: try await APIBench().call(.post, "/api/v1/app-connections/checkly", body))
    }

    @Test(arguments: shared + connection)
    func `a change of a connection is refused with`(rule: Rule) async throws {
        let bench = try APIBench()
        let path = "/api/v1/app-connections/checkly/\(try await bench.connect())"
        expect(rule, in: try await bench.call(.patch, path, APIBench.object(rule.changes)))
    }

    @Test func `everything wrong is told at once`() async throws {
        let reply = try await APIBench().call(.post, "/api/v1/secret-syncs/checkly", "{}")
        #expect(
            reply.issues == [
                "invalid_type name Required", "invalid_type projectId Project ID required",
                "invalid_type connectionId Required", "invalid_type environment Required",
                "invalid_type secretPath Secret path required",
                "invalid_type syncOptions Required", "invalid_type destinationConfig Required",
            ]
        )
    }

    @Test func `what surrounds a text is cut off, and unknown members are left aside`()
        async throws
    {
        let bench = try APIBench()
        let sync = try await bench.createSync([
            "name": #"" one ""#, "description": #""  d ""#, "secretPath": #"" /app/ ""#,
            "environment": #"" dev ""#, "unknown": #"{"a":[1]}"#,
        ])
        #expect(sync["name"]?.string == "one")
        #expect(sync["description"]?.string == "d")
        #expect(sync["folder"]?["path"]?.string == "/app")
        #expect(sync["environment"]?["slug"]?.string == "dev")
        #expect(sync["unknown"] == nil)
    }
}
