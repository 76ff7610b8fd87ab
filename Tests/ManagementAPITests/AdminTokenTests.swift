import APIServing
import Cryptography
import Encodings
import HTTPTypes
import ManagementAPI
import ManagementAPIBench
import SecretSealing
import SyncModel
import Synchronization
import Testing

/// Another token for the administrator, while the server runs.
@Suite struct AdminTokenTests {
    private struct Full: Error {}

    private static let path = "/api/v1/tokens/admin/rotate"

    private func rotations(_ bench: APIBench, _ token: String) async throws -> [JSONValue] {
        let reply = try await bench.call(.get, "/api/v1/events?type=key.rotated", token: token)
        return (reply.json["events"]?.array ?? []).compactMap { $0["data"] }
    }

    @Test func `the new token counts at once, and the old one no more`() async throws {
        let kept = Mutex<[String]>([])
        let bench = try APIBench(keepAdminToken: { token in
            kept.withLock { $0.append(token.reveal()) }
        })
        let reply = try await bench.call(.post, Self.path)
        #expect(reply.status == 200, "\(reply.text)")
        let new = try #require(reply.json["token"]?["value"]?.string)
        #expect(kept.withLock(\.self) == [new])
        #expect(try await bench.call(.get, "/api/v1/hold").status == 401)
        #expect(try await bench.call(.get, "/api/v1/hold", token: new).status == 200)
        let again = try await bench.call(.post, Self.path, token: new)
        let newest = try #require(again.json["token"]?["value"]?.string)
        let found = try await rotations(bench, newest)
        #expect(found.compactMap { $0["kind"]?.string } == ["admin-token", "admin-token"])
        #expect(found[0]["to"] == found[1]["from"])
        #expect(Set(found.flatMap { [$0["from"]?.string, $0["to"]?.string] }).count == 3)
        for text in [APIBench.token, new, newest] {
            #expect(!found.map(\.text).joined().contains(text))
        }
    }

    @Test func `a token that somebody made up cannot be guessed from the log`() async throws {
        let bench = try APIBench(keepAdminToken: { _ in })
        let reply = try await bench.call(.post, Self.path)
        let new = try #require(reply.json["token"]?["value"]?.string)
        let id = try #require(try await rotations(bench, new).first?["from"]?.string)
        #expect(id.count == 16)
        for text in [APIBench.token, "admin-token\0" + APIBench.token] {
            #expect(!Hex.encode(SHA256.digest(Array(text.utf8))).contains(id))
        }
        // It depends on the log.
        let log = AdminToken(SecretValue(APIBench.token), idKey: bench.sealer.identityKey)
        #expect(log.id == id)
        #expect(AdminToken(SecretValue(APIBench.token), idKey: [1]).id != id)
    }

    @Test func `sessions that the old token began end with it`() async throws {
        let bench = try APIBench(keepAdminToken: { _ in })
        let api = bench.api.inProcess
        let session = try #require(api.caller(token: SecretValue(APIBench.token)))
        #expect(api.isValid(session))
        let reply = try await bench.call(.post, Self.path)
        #expect(!api.isValid(session))
        let new = try #require(reply.json["token"]?["value"]?.string)
        #expect(api.caller(token: SecretValue(new)).map(api.isValid) == true)
        #expect(api.caller(token: SecretValue(APIBench.token)) == nil)
    }

    @Test func `a token that cannot be kept changes nothing, and the log says so`() async throws {
        let bench = try APIBench(keepAdminToken: { _ in throw Full() })
        #expect(try await bench.call(.post, Self.path).status == 503)
        #expect(try await bench.call(.get, "/api/v1/hold").status == 200)
        let found = try await rotations(bench, APIBench.token)
        #expect(found.count == 2)
        #expect(found[0]["from"] == found[1]["to"])
        #expect(found[0]["to"] == found[1]["from"])
    }

    @Test func `a token that is kept elsewhere is changed there`() async throws {
        let bench = try APIBench()
        let reply = try await bench.call(.post, Self.path)
        #expect(reply.status == 400)
        #expect(reply.text.contains("restart the server"))
        #expect(try await rotations(bench, APIBench.token).isEmpty)
    }
}
