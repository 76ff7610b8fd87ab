import APIServing
import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import ManagementAPI
import Projection
import SyncModel
import TestSupport
import Testing

@Suite struct ReaderRouteTests {
    private static let sources = "/api/v1/webhook-sources"
    private static let secret = "canary-client-secret"

    private static func reader(
        api: String = "infisical-v3",
        url: String = "https://kms.test/",
        more: String = ""
    ) -> String {
        #"{"api":"\#(api)","baseUrl":"\#(url)","clientId":"c-1","#
            + #""clientSecret":"\#(secret)"\#(more)}"#
    }

    private static func source(_ reader: String, payload: String = "hanzo-kms") -> String {
        #"{"name":"kms","preset":"hanzo-kms","payload":"\#(payload)","#
            + #""secrets":["s3cr3t-of-hanzo-kms"],"#
            + #""reader":\#(reader)}"#
    }

    @Test(arguments: ["infisical-v3", "infisical-v4", "hanzo-v1"])
    func `a source keeps its reader and never returns its secret`(api: String) async throws {
        let bench = try APIBench()
        let body = Self.source(Self.reader(api: api))
        let made = try await bench.call(.post, Self.sources, body)
        #expect(made.status == 200)
        let shown = made.json["webhookSource"]?["reader"]
        #expect(shown?["api"]?.string == api)
        #expect(shown?["baseUrl"]?.string == "https://kms.test")
        #expect(shown?["clientId"]?.string == "c-1")
        let list = try await bench.call(.get, Self.sources)
        let events = try await bench.call(.get, "/api/v1/events")
        for text in [made.text, list.text, events.text] { #expect(!text.contains(Self.secret)) }
    }

    @Test func `the secret is sealed under the source's name`() async throws {
        let bench = try APIBench()
        _ = try await bench.call(.post, Self.sources, Self.source(Self.reader()))
        let reference = try #require(
            bench.state.current.sources["kms"]?.kmsAccess?.clientSecret
        )
        let sealed = try #require(try bench.log.reader.sealedValue(at: reference))
        #expect(!String(decoding: sealed.ciphertext, as: UTF8.self).contains(Self.secret))
    }

    @Test(arguments: [
        (#"{"api":"v9","baseUrl":"https://k","clientId":"c","clientSecret":"s"}"#, "api"),
        (#"{"baseUrl":"https://k","clientId":"c","clientSecret":"s"}"#, "api"),
        (
            #"{"api":"hanzo-v1","baseUrl":"http://k.test","clientId":"c","clientSecret":"s"}"#,
            "baseUrl"
        ),
        (
            #"{"api":"hanzo-v1","baseUrl":"https://u:p@k","clientId":"c","clientSecret":"s"}"#,
            "baseUrl"
        ),
        (#"{"api":"hanzo-v1","baseUrl":"https://k","clientSecret":"s"}"#, "clientId"),
        (#"{"api":"hanzo-v1","baseUrl":"https://k","clientId":"c"}"#, "clientSecret"),
        (
            #"{"api":"hanzo-v1","baseUrl":"https://k","clientId":"c","clientSecret":" "}"#,
            "clientSecret"
        ),
    ])
    func `a reader that cannot work is refused, with the member that is wrong`(
        reader: String,
        member: String
    ) async throws {
        let bench = try APIBench()
        let reply = try await bench.call(.post, Self.sources, Self.source(reader))
        #expect(reply.status == 422)
        let path = reply.json["message"]?.array?.first?["path"]?.array?.compactMap(\.string)
        #expect(path == ["reader", member])
        #expect(bench.state.current.sources.isEmpty)
    }

    @Test func `a source whose deliveries hold the values takes no reader`() async throws {
        let bench = try APIBench()
        let body = Self.source(Self.reader(), payload: "secret-events")
        #expect(try await bench.call(.post, Self.sources, body).status == 422)
        _ = try await bench.call(.post, Self.sources, Self.source(Self.reader()))
        let change = #"{"payload":"secret-events"}"#
        #expect(try await bench.call(.patch, Self.sources + "/kms", change).status == 422)
    }

    @Test func `a reader can be exchanged and taken away`() async throws {
        let bench = try APIBench()
        _ = try await bench.call(.post, Self.sources, Self.source(Self.reader()))
        let first = bench.state.current.sources["kms"]?.kmsAccess
        let change = #"{"reader":\#(Self.reader(api: "hanzo-v1"))}"#
        _ = try await bench.call(.patch, Self.sources + "/kms", change)
        let second = bench.state.current.sources["kms"]?.kmsAccess
        #expect(second?.api == .hanzoV1)
        #expect(second?.clientSecret != first?.clientSecret)
        _ = try await bench.call(.patch, Self.sources + "/kms", #"{"isEnabled":true}"#)
        #expect(bench.state.current.sources["kms"]?.kmsAccess == second)
        _ = try await bench.call(.patch, Self.sources + "/kms", #"{"reader":null}"#)
        #expect(bench.state.current.sources["kms"]?.kmsAccess == nil)
    }

    @Test func `a read that fails shows on the source and on the syncs it concerns`()
        async throws
    {
        let next = Timestamp(microseconds: 1_795_000_060_000_000)
        let bench = try APIBench(fetches: .init(lastFetch: { _ in (nil, next) }) { _ in false })
        _ = try await bench.call(.post, Self.sources, Self.source(Self.reader()))
        let connection = try await bench.connect()
        let syncs = "/api/v1/secret-syncs/checkly"
        let made = try await bench.call(.post, syncs, APIBench.sync(connection))
        let id = try #require(made.json["secretSync"]?["id"]?.string)
        let folder = FolderPath.sample()
        let failure = FetchFailure(code: "kms-forbidden", message: "It may not read this.")
        let event = PendingEvent(.folder(.fetchFailed(folder, failure)))
        _ = try await bench.log.append(AppendRequest(source: "kms", events: [event]))
        let sync = try await bench.call(.get, syncs + "/" + id).json["secretSync"]
        #expect(sync?["syncStatus"]?.string == "failed")
        #expect(sync?["lastSyncMessage"]?.string == "kms-forbidden: It may not read this.")
        #expect(sync?["nextTryAt"]?.string == next.rfc3339)
        let source = try await bench.call(.get, Self.sources + "/kms").json["webhookSource"]
        let shown = source?["reading"]?["folders"]?.array?.first
        #expect(shown?["secretPath"]?.string == "/app")
        #expect(shown?["failure"]?["code"]?.string == "kms-forbidden")
    }

    @Test func `a sync of a folder that the KMS does not have is refused as Hanzo KMS refuses it`()
        async throws
    {
        let bench = try APIBench(fetches: .init(lastFetch: { _ in (nil, nil) }) { _ in true })
        let connection = try await bench.connect()
        let syncs = "/api/v1/secret-syncs/checkly"
        // Without a reader nobody can say that it is missing.
        #expect(try await bench.call(.post, syncs, APIBench.sync(connection)).status == 200)
        _ = try await bench.call(.post, Self.sources, Self.source(Self.reader()))
        let reply = try await bench.call(.post, syncs, APIBench.sync(connection, "two"))
        #expect(reply.status == 400)
        #expect(
            reply.json["message"]?.string
                == #"Could not find folder with path "/app" in environment "dev" "#
                + #"for project with ID "p""#
        )
    }

    @Test func `what a read would take away shows, and can be confirmed once`() async throws {
        let bench = try APIBench()
        _ = try await bench.call(.post, Self.sources, Self.source(Self.reader()))
        let connection = try await bench.connect()
        let syncs = "/api/v1/secret-syncs/checkly"
        let made = try await bench.call(.post, syncs, APIBench.sync(connection))
        let id = try #require(made.json["secretSync"]?["id"]?.string)
        let confirm = "/api/v1/folders/confirm-empty"
        let body =
            #"{"source":"kms","projectId":"p","environment":"dev","secretPath":"/app"}"#
        #expect(try await bench.call(.post, confirm, body).status == 400)
        let folder = FolderPath.sample()
        let held = HeldEmptiness(
            cause: .reconcile,
            through: .beforeFirst,
            emptied: [folder],
            keyCount: 3
        )
        let event = PendingEvent(.folder(.emptiedHeld(folder, held)))
        _ = try await bench.log.append(AppendRequest(source: "kms", events: [event]))
        let sync = try await bench.call(.get, syncs + "/" + id).json["secretSync"]
        #expect(
            sync?["lastSyncMessage"]?.string?
                .hasPrefix(
                    "All 3 secrets of /app would disappear at once, so nothing is changed at "
                        + "Checkly yet."
                ) == true
        )
        let source = try await bench.call(.get, Self.sources + "/kms").json["webhookSource"]
        let shown = source?["reading"]?["folders"]?.array?.first?["held"]
        #expect(shown?["keyCount"]?.integer == 3)
        #expect(shown?["isConfirmed"]?.bool == false)
        let confirmed = try await bench.call(.post, confirm, body)
        #expect(confirmed.json["folder"]?["held"]?["isConfirmed"]?.bool == true)
        let other = body.replacing("/app", with: "/other")
        #expect(try await bench.call(.post, confirm, other).status == 400)
    }

    @Test func `a reader's settings can be changed without its secret`() async throws {
        let bench = try APIBench()
        let made = try await bench.call(.post, Self.sources, Self.source(Self.reader()))
        #expect(made.json["webhookSource"]?["reader"]?["holdEmptiedFolders"]?.bool == true)
        let change = #"{"reader":{"holdEmptiedFolders":false}}"#
        let changed = try await bench.call(.patch, Self.sources + "/kms", change)
        #expect(changed.json["webhookSource"]?["reader"]?["holdEmptiedFolders"]?.bool == false)
        let before = bench.state.current.sources["kms"]?.kmsAccess
        #expect(before?.clientID == "c-1")
        let wrong = #"{"reader":{"holdEmptiedFolders":"no"}}"#
        #expect(try await bench.call(.patch, Self.sources + "/kms", wrong).status == 422)
    }

    @Test func `plain http to another machine has to be asked for, and can be taken back`()
        async throws
    {
        let bench = try APIBench()
        let url = "http://kms.internal:8080"
        let refused = try await bench.call(.post, Self.sources, Self.source(Self.reader(url: url)))
        #expect(refused.status == 422 && refused.text.contains("allowInsecureHttp"))
        let asked = Self.reader(url: url, more: #","allowInsecureHttp":true"#)
        let made = try await bench.call(.post, Self.sources, Self.source(asked))
        #expect(made.json["webhookSource"]?["reader"]?["allowInsecureHttp"]?.bool == true)
        let path = Self.sources + "/kms"
        let back = #"{"reader":{"allowInsecureHttp":false}}"#
        #expect(try await bench.call(.patch, path, back).status == 422)
        let safe = Self.reader(url: "https://kms.internal")
        _ = try await bench.call(.patch, path, #"{"reader":\#(safe)}"#)
        #expect(bench.state.current.sources["kms"]?.kmsAccess?.allowsInsecureHTTP == false)
    }
}
