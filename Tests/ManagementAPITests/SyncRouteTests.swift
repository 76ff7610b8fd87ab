import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import Projection
import SyncModel
import Testing

@Suite struct SyncRouteTests {
    private static let base = "/api/v1/secret-syncs/checkly"

    @Test func `the product page's request gives the product page's answer`() async throws {
        let bench = try APIBench()
        let connection = try await bench.connect()
        let reply = try await bench.call(
            .post,
            Self.base,
            """
            {"name":"my-checkly-sync","projectId":"3c90c3cc-0d44-4b50-8888-8dd25736052a",
             "connectionId":"\(connection)","environment":"dev","secretPath":"/my-secrets",
             "description":"an example sync","isEnabled":true,
             "syncOptions":{"initialSyncBehavior":"overwrite-destination",
                            "autoSyncEnabled":true,"disableSecretDeletion":false},
             "destinationConfig":{"accountId":"a-1","accountName":"Example Company"}}
            """
        )
        #expect(reply.status == 200)
        let sync = try #require(reply.json["secretSync"])
        let expected: [String: JSONValue] = [
            "name": .string("my-checkly-sync"), "description": .string("an example sync"),
            "destination": .string("checkly"), "isAutoSyncEnabled": .bool(true),
            "isEnabled": .bool(true), "version": .number("1"),
            "connectionId": .string(connection), "syncStatus": .string("pending"),
            "projectId": .string("3c90c3cc-0d44-4b50-8888-8dd25736052a"),
        ]
        for (name, value) in expected { #expect(sync[name] == value, "\(name)") }
        for name in [
            "lastSyncJobId", "lastSyncedAt", "importStatus", "lastImportJobId",
            "lastImportMessage", "lastImportedAt", "removeStatus", "lastRemoveJobId",
            "lastRemoveMessage", "lastRemovedAt",
        ] { #expect(sync[name] == .null, "\(name)") }
        #expect(sync["syncOptions"]?["initialSyncBehavior"]?.string == "overwrite-destination")
        #expect(sync["syncOptions"]?["autoSyncEnabled"]?.bool == true)
        #expect(sync["syncOptions"]?["disableSecretDeletion"]?.bool == false)
        #expect(sync["destinationConfig"]?["accountName"]?.string == "Example Company")
        #expect(sync["connection"]?["name"]?.string == "main")
        #expect(sync["environment"]?["slug"]?.string == "dev")
        #expect(sync["folder"]?["path"]?.string == "/my-secrets")
        #expect(sync["folder"]?["id"] == sync["folderId"])
        #expect(sync["environment"]?["name"]?.string == "dev")
    }

    @Test func `an environment has an id of its own, and the name that its system told`()
        async throws
    {
        let bench = try APIBench()
        let body = APIBench.sync(try await bench.connect())
        let sync = try #require(try await bench.call(.post, Self.base, body).json["secretSync"])
        let id = try #require(sync["environment"]?["id"]?.string)
        #expect(id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(id != sync["folderId"]?.string)
        let path = FolderPath(
            projectID: sync["projectId"]?.string ?? "",
            environment: "dev",
            secretPath: "/other"
        )
        _ = try await bench.log.append(
            AppendRequest(
                source: "kms",
                events: [
                    PendingEvent(.folder(.notified(path, environmentName: "Development"))),
                    PendingEvent(.folder(.notified(path))),
                ]
            )
        )
        let shown = try await bench.call(.get, Self.base + "/" + (sync["id"]?.string ?? ""))
        #expect(shown.json["secretSync"]?["environment"]?["name"]?.string == "Development")
        #expect(shown.json["secretSync"]?["environment"]?["id"]?.string == id)
    }

    @Test(arguments: [
        #","isEnabled":false"#, #","isAutoSyncEnabled":false"#,
        #","isEnabled":false,"isAutoSyncEnabled":false"#,
    ])
    func `each spelling of auto-sync is taken and all are returned`(more: String) async throws {
        let bench = try APIBench()
        let body = APIBench.sync(try await bench.connect(), more: more)
        let sync = try await bench.call(.post, Self.base, body).json["secretSync"]
        #expect(sync?["isEnabled"]?.bool == false)
        #expect(sync?["isAutoSyncEnabled"]?.bool == false)
        #expect(sync?["syncOptions"]?["autoSyncEnabled"]?.bool == false)
    }

    @Test func `spellings that contradict each other are refused`() async throws {
        let bench = try APIBench()
        let body = APIBench.sync(
            try await bench.connect(),
            more: #","isEnabled":false,"isAutoSyncEnabled":true"#
        )
        #expect(try await bench.call(.post, Self.base, body).status == 422)
    }

    @Test(arguments: [
        ("name", #""name":"Not A Slug""#), ("secretPath", #""secretPath":"no-slash""#),
        ("initialSyncBehavior", #""syncOptions":{}"#),
        (
            "keySchema",
            #""syncOptions":{"initialSyncBehavior":"overwrite-destination","keySchema":"X"}"#
        ),
        ("destinationConfig", #""destinationConfig":7"#),
        ("accountId", #""destinationConfig":{}"#), ("environment", #""environment":"""#),
    ])
    func `what is wrong is named in a 422`(member: String, replacement: String) async throws {
        let bench = try APIBench()
        let sync = try await bench.call(
            .post,
            Self.base,
            APIBench.sync(try await bench.connect())
        )
        let id = sync.json["secretSync"]?["id"]?.string ?? ""
        let reply = try await bench.call(.patch, "\(Self.base)/\(id)", "{\(replacement)}")
        #expect(reply.status == 422)
        #expect(reply.json["error"]?.string == "ValidationFailure")
        #expect(reply.json["statusCode"]?.integer == 422)
        #expect(reply.json["reqId"]?.string?.isEmpty == false)
        let paths = reply.json["message"]?.array?.compactMap { $0["path"]?.array?.last?.string }
        #expect(paths?.contains(member) == true)
    }

    @Test func `a name is unique in its project, also when two ask at once`() async throws {
        let bench = try APIBench()
        let body = APIBench.sync(try await bench.connect())
        async let first = bench.call(.post, Self.base, body)
        async let second = bench.call(.post, Self.base, body)
        let replies = try await [first, second]
        #expect(replies.map(\.status).sorted() == [200, 400])
        let refusal = replies.first { $0.status == 400 }
        #expect(
            refusal?.json["message"]?.string
                == "A Secret Sync with the name \"one\" already exists for the project with ID "
                + "\"p\""
        )
    }

    @Test func `a patch replaces the options as a whole and keeps auto-sync`() async throws {
        let bench = try APIBench()
        let body = APIBench.sync(try await bench.connect(), more: #","isEnabled":false"#)
        let id =
            try await bench.call(.post, Self.base, body).json["secretSync"]?["id"]?.string ?? ""
        _ = try await bench.call(
            .patch,
            "\(Self.base)/\(id)",
            #"{"syncOptions":{"initialSyncBehavior":"preserve-destination","maxDeletions":3}}"#
        )
        let reply = try await bench.call(
            .patch,
            "\(Self.base)/\(id)",
            #"{"syncOptions":{"initialSyncBehavior":"preserve-destination"}}"#
        )
        let sync = reply.json["secretSync"]
        #expect(sync?["syncOptions"]?["maxDeletions"] == nil)
        #expect(sync?["isEnabled"]?.bool == false)
    }

    @Test func `syncs are found by id, by name and in lists`() async throws {
        let bench = try APIBench()
        let created = try await bench.call(
            .post,
            Self.base,
            APIBench.sync(try await bench.connect())
        )
        let id = created.json["secretSync"]?["id"]?.string ?? ""
        for path in ["/\(id)", "/sync-name/one?projectId=p"] {
            let found = try await bench.call(.get, Self.base + path)
            #expect(found.json["secretSync"]?["id"]?.string == id)
        }
        let list = try await bench.call(.get, Self.base + "?projectId=p")
        #expect(list.json["secretSyncs"]?.array?.count == 1)
        #expect(try await bench.call(.get, Self.base).status == 422)
        let other = try await bench.call(.get, Self.base + "/sync-name/none?projectId=p")
        #expect(other.status == 404)
        #expect(
            other.json["message"]?.string == "Could not find Checkly Sync with name \"none\""
        )
    }

    @Test func `pushes and removals become events`() async throws {
        let bench = try APIBench()
        let created = try await bench.call(
            .post,
            Self.base,
            APIBench.sync(try await bench.connect())
        )
        let id = created.json["secretSync"]?["id"]?.string ?? ""
        for action in ["sync-secrets", "remove-secrets"] {
            #expect(try await bench.call(.post, "\(Self.base)/\(id)/\(action)").status == 200)
        }
        let importing = try await bench.call(
            .post,
            "\(Self.base)/\(id)/import-secrets?importBehavior=prioritize-source"
        )
        #expect(importing.status == 400)
        #expect(try await bench.call(.delete, "\(Self.base)/\(id)?removeSecrets=7").status == 422)
        #expect(try await bench.call(.delete, "\(Self.base)/\(id)").status == 200)
        #expect(try await bench.call(.get, "\(Self.base)/\(id)").status == 404)
        let events = try await bench.call(.get, "/api/v1/events?sync=\(id)")
        #expect(
            events.json["events"]?.array?.compactMap { $0["type"]?.string } == [
                "sync.created", "sync.push-requested", "sync.removal-requested", "sync.deleted",
            ]
        )
    }

    private static let account = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    /// A create body for a sync of that account, or another body with it.
    private static func sync(_ connection: String, _ name: String, account: String) -> String {
        APIBench.sync(connection, name).replacing("a-1", with: account)
    }

    @Test func `an account's id is one id in either case, and any other text is left alone`()
        async throws
    {
        let bench = try APIBench()
        let connection = try await bench.connect()
        var ids: [String] = []
        for (name, account) in [("one", Self.account.uppercased()), ("two", "Acme")] {
            let body = Self.sync(connection, name, account: account)
            let sync = try await bench.call(.post, Self.base, body).json["secretSync"]
            ids.append(try #require(sync?["id"]?.string))
        }
        let accounts = ids.map { bench.state.current.syncs[$0]?.destination.accountID }
        #expect(accounts == [Self.account, "Acme"])
        let patch = #"{"destinationConfig":{"accountId":"\#(Self.account.uppercased())"}}"#
        let reply = try await bench.call(.patch, Self.base + "/" + ids[1], patch)
        #expect(
            reply.json["secretSync"]?["destinationConfig"]?["accountId"]?.string == Self.account
        )
        for account in [Self.account, Self.account.uppercased()] {
            let check = try await bench.call(
                .post,
                Self.base + "/check-destination",
                #"{"projectId":"p","destinationConfig":{"accountId":"\#(account)"}}"#
            )
            #expect(check.json["overlappingSyncs"]?.array?.count == 2, "\(check.text)")
        }
    }

    @Test func `a sync that was recorded with capitals does not leave its place for the same one`()
        async throws
    {
        let bench = try APIBench()
        let body = Self.sync(try await bench.connect(), "one", account: Self.account)
        let made = try await bench.call(.post, Self.base, body)
        let id = try #require(made.json["secretSync"]?["id"]?.string, "\(made.text)")
        var recorded = try #require(bench.state.current.syncs[id])
        recorded.destination.accountID = Self.account.uppercased()
        let event = PendingEvent(.sync(.updated(recorded)))
        _ = try await bench.log.append(AppendRequest(events: [event]))
        let patch = #"{"destinationConfig":{"accountId":"\#(Self.account)"}}"#
        #expect(try await bench.call(.patch, Self.base + "/" + id, patch).status == 200)
        let kept = bench.state.current.syncs[id]?.destination.accountID
        #expect(kept == Self.account.uppercased())
    }
}
