import Encodings
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Testing

/// Statuses, `error` words and messages of every route where they are not about a body.
@Suite struct RouteRuleTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        var method: HTTPRequest.Method
        var path: String
        var body: String?
        var status: Int
        var error: String
        /// The message, or the one issue.
        var message: String

        init(
            _ method: HTTPRequest.Method,
            _ path: String,
            body: String? = nil,
            _ status: Int,
            _ error: String,
            _ message: String
        ) {
            (self.method, self.path, self.body) = (method, path, body)
            (self.status, self.error, self.message) = (status, error, message)
        }

        var testDescription: String { "\(method) \(path): \(status) \(message)" }
    }

    private static let syncs = "/api/v1/secret-syncs/checkly"
    private static let connections = "/api/v1/app-connections/checkly"
    private static let none = APIBench.none
    private static let noSync = "Could not find Checkly Sync with ID \"\(none)\""
    private static let noConnection = "Could not find App Connection with ID \(none)"
    private static let invalid = "ValidationFailure"

    static let queries = [
        Rule(
            .get,
            "/api/v1/secret-syncs",
            422,
            invalid,
            "invalid_type projectId Project ID required"
        ),
        Rule(.get, syncs, 422, invalid, "invalid_type projectId Project ID required"),
        Rule(.get, syncs + "?projectId=", 422, invalid, "too_small projectId Project ID required"),
        Rule(
            .get,
            syncs + "/sync-name/x",
            422,
            invalid,
            "invalid_type projectId Project ID required"
        ),
        Rule(
            .delete,
            syncs + "/\(none)?removeSecrets=7",
            422,
            invalid,
            "invalid_enum_value removeSecrets Invalid enum value. Expected 'true' | 'false', "
                + "received '7'"
        ),
        Rule(
            .post,
            syncs + "/\(none)/import-secrets",
            422,
            invalid,
            "invalid_type importBehavior Required"
        ),
        Rule(
            .post,
            syncs + "/\(none)/import-secrets?importBehavior=x",
            422,
            invalid,
            "invalid_enum_value importBehavior Invalid enum value. Expected 'prioritize-source' | "
                + "'prioritize-destination', received 'x'"
        ),
        Rule(
            .post,
            syncs + "/\(none)/import-secrets?importBehavior=prioritize-source",
            400,
            "BadRequest",
            "Checkly does not support importing secrets."
        ),
        Rule(
            .post,
            syncs + "/\(none)/sync-secrets?wait=long",
            422,
            invalid,
            "invalid_enum_value wait Invalid enum value. Expected 'pushed', received 'long'"
        ),
    ]

    static let bodies = [
        Rule(.post, "/api/v1/audit/grep", body: "{}", 422, invalid, "custom value Required"),
        Rule(
            .post,
            "/api/v1/audit/grep",
            body: #"{"value":7}"#,
            422,
            invalid,
            "custom value Required"
        ),
        Rule(
            .post,
            "/api/v1/audit/exports",
            body: #"{"format":"xml"}"#,
            422,
            invalid,
            "custom format Expected jsonl or csv"
        ),
        Rule(
            .post,
            "/api/v1/audit/exports",
            body: #"{"format":"csv","from":"now"}"#,
            422,
            invalid,
            "custom from Expected a position from 0 to 0 or an RFC 3339 time"
        ),
        Rule(
            .post,
            "/api/v1/keys/shred",
            body: #"{"sync":"a","olderThan":"1d"}"#,
            400,
            "BadRequest",
            "Give one of secret, sync and olderThan"
        ),
        Rule(
            .post,
            "/api/v1/keys/shred",
            body: #"{"olderThan":"long"}"#,
            422,
            invalid,
            "custom olderThan Expected an age such as 90d or 12h"
        ),
        Rule(
            .post,
            "/api/v1/explain",
            body: #"{"source":"a"}"#,
            422,
            invalid,
            "custom headers Give headers, or the whole request"
        ),
    ]

    static let parameters = [
        Rule(
            .get,
            "/api/v1/events?since=%C3%A4",
            400,
            "BadRequest",
            "The query's since is not ASCII, so there is none of it"
        ),
        Rule(
            .get,
            "/api/v1/deliveries?limit=1001",
            422,
            invalid,
            "custom limit Expected a number from 1 to 1000"
        ),
        Rule(.get, "/api/v1/diff", 422, invalid, "custom from Required"),
        Rule(.get, "/api/v1/audit/proof", 422, invalid, "custom position Required"),
        Rule(
            .get,
            "/api/v1/audit/proof?position=0",
            422,
            invalid,
            "custom position Expected a number above 0"
        ),
    ]

    static let missing = [
        Rule(.get, syncs + "/\(none)", 404, "NotFound", noSync),
        Rule(
            .patch,
            syncs + "/\(none)",
            404,
            "NotFound",
            "Could not find Checkly Sync with ID \(none)"
        ),
        Rule(.delete, syncs + "/\(none)", 404, "NotFound", noSync),
        Rule(.post, syncs + "/\(none)/sync-secrets", 404, "NotFound", noSync),
        Rule(.post, syncs + "/\(none)/remove-secrets", 404, "NotFound", noSync),
        Rule(.get, syncs + "/\(none)/state", 404, "NotFound", noSync),
        Rule(.get, syncs + "/\(none)/history", 404, "NotFound", noSync),
        Rule(.post, syncs + "/\(none)/plan", 404, "NotFound", noSync),
        Rule(
            .get,
            syncs + "/sync-name/x?projectId=p",
            404,
            "NotFound",
            "Could not find Checkly Sync with name \"x\""
        ),
        Rule(.get, connections + "/\(none)", 404, "NotFound", noConnection),
        Rule(.patch, connections + "/\(none)", 404, "NotFound", noConnection),
        Rule(.delete, connections + "/\(none)", 404, "NotFound", noConnection),
        Rule(.get, connections + "/\(none)/accounts", 404, "NotFound", noConnection),
        Rule(.get, connections + "/\(none)/accounts/a/groups", 404, "NotFound", noConnection),
        Rule(
            .get,
            connections + "/connection-name/x",
            404,
            "NotFound",
            "Could not find App Connection with name x"
        ),
        Rule(
            .post,
            syncs,
            body: APIBench.syncBody([:]),
            404,
            "NotFound",
            noConnection
        ),
    ]

    static let uuids =
        ["", "/state", "/history"].map { wrongUUID(.get, syncs + "/x" + $0, "syncId") }
        + [
            wrongUUID(.patch, syncs + "/x", "syncId"),
            wrongUUID(.delete, syncs + "/x", "syncId"),
        ]
        + [
            "sync-secrets", "remove-secrets", "import-secrets", "plan", "pause", "resume", "pin",
            "unpin", "adopt", "apply",
        ]
        .map { wrongUUID(.post, syncs + "/x/" + $0, "syncId") }
        + ["", "/accounts", "/accounts/a/groups"]
        .map { wrongUUID(.get, connections + "/x" + $0, "connectionId") }
        + [
            wrongUUID(.patch, connections + "/x", "connectionId"),
            wrongUUID(.delete, connections + "/x", "connectionId"),
            wrongUUID(
                .post,
                syncs + "/check-destination",
                body: #"{"projectId":"p","connectionId":"x"}"#,
                "connectionId"
            ),
            wrongUUID(
                .post,
                syncs + "/check-destination",
                body: #"{"projectId":"p","excludeSyncId":"x"}"#,
                "excludeSyncId"
            ),
        ]

    private static func wrongUUID(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: String? = nil,
        _ name: String
    ) -> Rule {
        Rule(method, path, body: body, 422, invalid, "invalid_string \(name) Invalid uuid")
    }

    static let general = [
        Rule(.get, "/", 404, "NotFound", "Route GET / not found"),
        Rule(.get, "/api/v1/nope", 404, "NotFound", "Route GET /api/v1/nope not found"),
        Rule(.put, syncs, 405, "MethodNotAllowed", "Use GET, POST."),
        Rule(.patch, "/metrics", 405, "MethodNotAllowed", "Use GET."),
        Rule(.trace, connections + "/\(none)", 405, "MethodNotAllowed", "Use GET, PATCH, DELETE."),
        Rule(
            .post,
            syncs,
            body: "{",
            400,
            "BadRequest",
            "json-malformed: The body is not JSON from byte 1 on. "
                + "(Send one JSON value in UTF-8, without a byte order mark.)"
        ),
        Rule(
            .post,
            syncs,
            body: "[]",
            422,
            invalid,
            "invalid_type  Expected object, received array"
        ),
        Rule(
            .post,
            syncs,
            body: "\"" + String(repeating: "x", count: 1 << 20) + "\"",
            413,
            "PayloadTooLarge",
            "Request body is too large"
        ),
    ]

    @Test(arguments: queries + bodies + parameters + missing + uuids + general)
    func `is answered`(rule: Rule) async throws {
        let reply = try await APIBench().call(rule.method, rule.path, rule.body)
        #expect(reply.status == rule.status)
        #expect(reply.json["statusCode"]?.integer == Int64(rule.status))
        #expect(reply.json["error"]?.string == rule.error)
        #expect(reply.json["reqId"]?.string?.isEmpty == false)
        #expect(reply.json.members?.count == 4)
        #expect((reply.json["message"]?.string.map { [$0] } ?? reply.issues) == [rule.message])
        #expect(reply.headers[.contentType] == "application/json; charset=utf-8")
    }

    @Test func `a parameter of another route is ignored`() async throws {
        let bench = try APIBench()
        #expect(try await bench.call(.get, "/api/v1/hold?source=%C3%A4").status == 200)
        #expect(try await bench.call(.get, "/api/v1/deliveries?source=%C3%A4").status == 400)
    }

    @Test(arguments: ["0", "-1", "2", "\(Int64.max)", "\(Int64.min)", "\(UInt64.max)", "x"])
    func `a position without an event is answered 404`(position: String) async throws {
        let bench = try APIBench()
        _ = try await bench.connect()
        let reply = try await bench.call(.get, "/api/v1/events/\(position)")
        #expect(reply.status == 404)
        #expect(reply.json["message"]?.string == "There is no event at position \(position)")
    }

    @Test(arguments: ["after", "before", "limit"])
    func `the largest and the smallest numbers are taken or refused`(name: String) async throws {
        let bench = try APIBench()
        for number in [Int64.min, -1, 0, Int64.max] {
            let reply = try await bench.call(.get, "/api/v1/events?\(name)=\(number)")
            #expect(reply.status == (number < 0 || name == "limit" ? 422 : 200))
        }
    }

    @Test func `every route but the open ones asks for the token first`() async throws {
        let bench = try APIBench()
        let routes =
            [
                (.get, "/api/v1/secret-syncs/options"), (.post, Self.syncs),
                (.delete, Self.syncs + "/x"), (.get, "/api/v1/app-connections/options"),
                (.post, Self.connections), (.get, "/api/v1/events"),
                (.get, "/api/v1/webhook-sources"),
            ] as [(HTTPRequest.Method, String)]
        for (method, path) in routes {
            let reply = try await bench.call(method, path, "{", token: nil)
            #expect(reply.status == 401, "\(path)")
            #expect(reply.json["error"]?.string == "UnauthorizedError")
        }
    }

    @Test(arguments: ["/healthz", "/api/v1/app-connections/checkly"])
    func `HEAD answers as GET does, without the body`(path: String) async throws {
        let bench = try APIBench()
        let reply = try await bench.call(.head, path)
        #expect(reply.status == 200)
        #expect(reply.text.isEmpty)
    }
}
