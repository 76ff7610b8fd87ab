import APIServing
import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import ManagementAPI
import Projection
import SyncModel
import Testing

/// The routes that compare secrets and try readers.
struct ComparisonTests {
    private struct Trouble: ExplainedError {
        let code: String
        var message: String { "It does not work." }
        var hint: String { "Mend it." }
    }

    private static let source = #"""
        {"name":"kms","preset":"hanzo-kms","secrets":["one-longer-secret","two-longer-secret"],
         "reader":{"api":"infisical-v3","baseUrl":"https://kms.example.com","clientId":"c",
                   "clientSecret":"reader-secret"}}
        """#

    private func bench(_ code: String? = nil) async throws -> APIBench {
        let bench = try APIBench(
            fetches: FolderFetches(
                lastFetch: { _ in (nil, nil) },
                isMissing: { _ in false },
                problem: { _ in code.map(Trouble.init) }
            )
        )
        _ = try await bench.call(.post, "/api/v1/webhook-sources", Self.source)
        return bench
    }

    @Test func `a source says which of its secrets are the same, and returns none`() async throws {
        let bench = try await bench()
        let path = "/api/v1/webhook-sources/kms"
        let shown = try await bench.call(.get, path).json["webhookSource"]
        let ids = (shown?["secrets"]?.array ?? []).compactMap { $0["id"]?.string }
        let head = bench.log.head
        let reply = try await bench.call(
            .post,
            path + "/compare-secrets",
            #"{"secrets":["two-longer-secret","three","one-longer-secret",""],"#
                + #""readerClientSecret":"reader-secret"}"#
        )
        #expect(reply.status == 200)
        let found = reply.json["secrets"]?.array
        #expect(found?.map(\.string) == [ids.last, nil, ids.first, nil])
        #expect(reply.json["readerClientSecret"] == .bool(true))
        #expect(!reply.text.contains("-secret\""))
        #expect(bench.log.head == head)
        let other = try await bench.call(
            .post,
            path + "/compare-secrets",
            #"{"readerClientSecret":"reader-secret2"}"#
        )
        #expect(other.json["readerClientSecret"] == .bool(false))
    }

    @Test(arguments: [("cu_good", true), ("cu_goo", false), ("", false)])
    func `a connection says whether its key is the same`(key: String, isSame: Bool) async throws {
        let bench = try APIBench()
        let id = try await bench.connect()
        let reply = try await bench.call(
            .post,
            "/api/v1/app-connections/checkly/\(id)/compare-secrets",
            #"{"apiKey":"\#(key)"}"#
        )
        #expect(reply.json["apiKey"] == .bool(isSame))
    }

    @Test func `what is compared has to be there, and the token too`() async throws {
        let bench = try await bench()
        let path = "/api/v1/webhook-sources/kms/compare-secrets"
        #expect(try await bench.call(.post, path, "{}", token: nil).status == 401)
        #expect(try await bench.call(.post, path, #"{"secrets":[1]}"#).status == 422)
        let none = "/api/v1/webhook-sources/none/compare-secrets"
        #expect(try await bench.call(.post, none, "{}").status == 404)
    }

    @Test(arguments: [
        (nil, true), ("kms-folder-missing", true), ("kms-forbidden", true),
        ("kms-credentials", false), ("kms-unreachable", false),
    ])
    func `without a folder in use a reader is well once it is let in`(
        code: String?,
        isWell: Bool
    ) async throws {
        let path = "/api/v1/webhook-sources/kms/check-reader"
        let reply = try await bench(code).call(.post, path)
        #expect(reply.json["ok"] == .bool(isWell))
        #expect(reply.json["code"] == (isWell ? .null : .string(code ?? "")))
    }

    @Test func `with a folder in use a reader is well when it reads it`() async throws {
        let bench = try await bench("kms-folder-missing")
        let connection = try await bench.connect()
        let sync = APIBench.sync(connection, more: #","sourceName":"kms""#)
        #expect(try await bench.call(.post, "/api/v1/secret-syncs/checkly", sync).status == 200)
        let reply = try await bench.call(.post, "/api/v1/webhook-sources/kms/check-reader")
        #expect(reply.json["ok"] == .bool(false))
        #expect(reply.json["folder"]?["secretPath"] == .string("/app"))
    }
}
