import Encodings
import HTTPTypes
import ManagementAPIBench
import SyncModel
import Testing

/// What a script written for Hanzo KMS relies on.
@Suite struct DropInTests {
    private static let syncs = "/api/v1/secret-syncs/checkly"
    private static let connections = "/api/v1/app-connections/checkly"

    /// The members of a sync in Hanzo KMS.
    private static let syncMembers = [
        "id", "name", "description", "destination", "isAutoSyncEnabled", "version", "folderId",
        "connectionId", "createdAt", "updatedAt", "syncStatus", "lastSyncJobId", "lastSyncMessage",
        "lastSyncedAt", "importStatus", "lastImportJobId", "lastImportMessage", "lastImportedAt",
        "removeStatus", "lastRemoveJobId", "lastRemoveMessage", "lastRemovedAt", "projectId",
        "syncOptions", "destinationConfig", "connection", "environment", "folder",
    ]
    private static let connectionMembers = [
        "id", "name", "description", "version", "orgId", "createdAt", "updatedAt",
        "isPlatformManagedCredentials", "gatewayId", "projectId", "app", "method", "credentials",
    ]

    @Test func `every answer about a sync has each member`() async throws {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let path = "\(Self.syncs)/\(id)"
        let asked: [(HTTPRequest.Method, String, String?)] = [
            (.get, path, nil), (.get, Self.syncs + "/sync-name/one?projectId=p", nil),
            (.patch, path, "{}"), (.post, path + "/sync-secrets", nil),
            (.post, path + "/remove-secrets", nil), (.delete, path, nil),
        ]
        for (method, path, body) in asked {
            let reply = try await bench.call(method, path, body)
            #expect(reply.status == 200)
            let sync = reply.json["secretSync"]
            #expect(Self.syncMembers.filter { sync?[$0] == nil } == [], "\(method) \(path)")
            #expect(sync?["connection"]?["app"]?.string == "checkly")
            for name in ["slug", "name"] {
                #expect(sync?["environment"]?[name]?.string == "dev")
            }
            #expect(sync?["environment"]?["id"]?.string?.utf8.count == 36)
        }
    }

    @Test func `a push and a removal are pending at once`() async throws {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let path = "\(Self.syncs)/\(id)"
        let pushed = try await bench.call(.post, path + "/sync-secrets?wait=pushed")
        #expect(pushed.json["secretSync"]?["syncStatus"]?.string == "pending")
        let removed = try await bench.call(.post, path + "/remove-secrets")
        #expect(removed.json["secretSync"]?["removeStatus"]?.string == "pending")
        let deleted = try await bench.call(.delete, path + "?removeSecrets=true")
        #expect(deleted.json["secretSync"]?["removeStatus"]?.string == "pending")
        #expect(try await bench.call(.get, path).status == 200)
        #expect(try await bench.call(.delete, path + "?removeSecrets=false").status == 200)
        #expect(try await bench.call(.get, path).status == 404)
    }

    @Test func `ids are found in either case`() async throws {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        let reply = try await bench.call(.get, "\(Self.syncs)/\(id.uppercased())")
        #expect(reply.json["secretSync"]?["id"]?.string == id)
    }

    @Test func `null takes a description and a source's name away, absence keeps them`()
        async throws
    {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync(["description": #""d""#])["id"]?.string)
        let kept = try await bench.call(.patch, "\(Self.syncs)/\(id)", "{}")
        #expect(kept.json["secretSync"]?["description"]?.string == "d")
        let body = #"{"description":null,"sourceName":null}"#
        let gone = try await bench.call(.patch, "\(Self.syncs)/\(id)", body)
        #expect(gone.json["secretSync"]?["description"] == .null)

        let connection = "\(Self.connections)/\(try await bench.connect("two"))"
        _ = try await bench.call(.patch, connection, #"{"description":"d"}"#)
        let named = try await bench.call(.patch, connection, #"{"name":"three"}"#)
        #expect(named.json["appConnection"]?["description"]?.string == "d")
        let bare = try await bench.call(.patch, connection, #"{"description":null}"#)
        #expect(bare.json["appConnection"]?["description"] == .null)
    }

    @Test func `every answer about a connection has each member and no key`() async throws {
        let bench = try APIBench()
        let created = try await bench.call(
            .post,
            Self.connections,
            APIBench.connectionBody(["gatewayId": "null", "isPlatformManagedCredentials": "false"])
        )
        let id = created.json["appConnection"]?["id"]?.string ?? ""
        let replies = [
            created, try await bench.call(.get, "\(Self.connections)/\(id)"),
            try await bench.call(.get, "\(Self.connections)/connection-name/main"),
            try await bench.call(.patch, "\(Self.connections)/\(id)", "{}"),
            try await bench.call(.delete, "\(Self.connections)/\(id)"),
        ]
        for reply in replies {
            #expect(reply.status == 200)
            let connection = reply.json["appConnection"]
            #expect(Self.connectionMembers.filter { connection?[$0] == nil } == [])
            #expect(connection?["credentials"]?.members?.isEmpty == true)
        }
    }

    @Test func `lists and options have the shape of Hanzo KMS`() async throws {
        let bench = try APIBench()
        _ = try await bench.createSync()
        for path in ["/api/v1/secret-syncs?projectId=p", Self.syncs + "?projectId=p"] {
            let reply = try await bench.call(.get, path)
            #expect(reply.json["secretSyncs"]?.array?.first?["name"]?.string == "one")
        }
        let other = try await bench.call(.get, Self.syncs + "?projectId=q")
        #expect(other.json["secretSyncs"] == .array([]))
        for path in ["/api/v1/app-connections", Self.connections] {
            let reply = try await bench.call(.get, path)
            #expect(reply.json["appConnections"]?.array?.first?["name"]?.string == "main")
        }
        let available = try await bench.call(.get, Self.connections + "/available")
        let one = available.json["appConnections"]?.array?.first
        #expect(one?.members?.map(\.name).sorted() == ["app", "id", "name"])
        let options = try await bench.call(.get, "/api/v1/secret-syncs/options")
        #expect(
            options.text
                == #"{"secretSyncOptions":[{"canImportSecrets":false,"connection":"checkly","#
                + #""destination":"checkly","name":"Checkly"}]}"#
        )
        let apps = try await bench.call(.get, "/api/v1/app-connections/options")
        #expect(
            apps.text
                == #"{"appConnectionOptions":[{"app":"checkly","methods":["api-key"],"#
                + #""name":"Checkly"}]}"#
        )
    }

    @Test func `check-destination compares account and group, and leaves out the sync itself`()
        async throws
    {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["id"]?.string)
        func check(_ destination: String, _ more: String = "") async throws -> JSONValue {
            try await bench.call(
                .post,
                Self.syncs + "/check-destination",
                #"{"projectId":"\#(APIBench.none)","destinationConfig":\#(destination)\#(more)}"#
            )
            .json
        }
        let same = try await check(#"{"accountId":"a-1","accountName":"Other","groupName":"G"}"#)
        #expect(same["hasDuplicate"]?.bool == true)
        #expect(same["duplicateProjectId"]?.string == "p")
        let none = try await check(#"{"accountId":"a-1","groupId":""}"#)
        #expect(none["hasDuplicate"]?.bool == true)
        for other in [#"{"accountId":"a-2"}"#, #"{"accountId":"a-1","groupId":"7"}"#, "{}", "7"] {
            let answer = try await check(other)
            #expect(answer["hasDuplicate"]?.bool == false, "\(other)")
            #expect(answer["duplicateProjectId"] == nil)
        }
        let itself = try await check(#"{"accountId":"a-1"}"#, #","excludeSyncId":"\#(id)""#)
        #expect(itself["hasDuplicate"]?.bool == false)
    }

    @Test func `names that are taken and connections in use are told in the reference's words`()
        async throws
    {
        let bench = try APIBench()
        let id = try #require(try await bench.createSync()["connectionId"]?.string)
        let taken = try await bench.call(.post, Self.connections, APIBench.connectionBody([:]))
        #expect(taken.status == 400)
        #expect(
            taken.json["message"]?.string
                == #"An App Connection with the name "main" already exists"#
        )
        let used = try await bench.call(.delete, "\(Self.connections)/\(id)")
        #expect(used.status == 400)
        #expect(used.json["error"]?.string == "BadRequest")
        #expect(
            used.json["message"]?.string
                == "Cannot delete App Connection with existing connections. Remove all existing "
                + "connections and try again."
        )
    }
}
