import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPIBench
import Projection
import SyncModel
import TestSupport
import Testing

/// What is known of folders, and saying that it is all there is.
@Suite struct FolderRouteTests {
    private static let path = FolderPath.sample()
    private static let body =
        #"{"source":"kms","projectId":"p","environment":"dev","secretPath":"/app/"}"#

    private func change(_ key: String, _ bench: APIBench, in path: FolderPath = path) async throws {
        let entry = SecretEntry.sample(key, "fp1:00")
        _ = try await bench.log.append(
            AppendRequest(
                source: "kms",
                events: [PendingEvent(.secrets(.changed(path, [.set(entry)])))]
            )
        )
    }

    @Test func `a sync and its plan say that nothing is pruned yet, until the folder is whole`()
        async throws
    {
        let bench = try APIBench()
        let id = try await bench.createSync()["id"]?.string ?? ""
        try await change("A", bench)
        let sync = "/api/v1/secret-syncs/checkly/\(id)"
        func codes(_ value: JSONValue?) -> [String?] {
            (value?.array ?? []).map { $0["code"]?.string }
        }
        func notices() async throws -> [[String?]] {
            let shown = try await bench.call(.get, sync)
            let planned = try await bench.call(.post, sync + "/plan")
            return [
                codes(shown.json["secretSync"]?["notices"]), codes(planned.json["notices"]),
            ]
        }
        #expect(try await notices() == [["prunes-nothing-yet"], ["prunes-nothing-yet"]])
        let before = try await bench.call(.get, "/api/v1/folders?source=kms").json["folders"]?
            .array?
            .first
        #expect(before?["isComplete"]?.bool == false)
        #expect(before?["secretCount"]?.integer == 1)
        let reply = try await bench.call(.post, "/api/v1/folders/complete", Self.body)
        #expect(reply.status == 200)
        #expect(reply.json["folder"]?["isComplete"]?.bool == true)
        #expect(try await notices() == [[], []])
        // Said once, it is recorded once.
        let head = bench.log.head
        #expect(try await bench.call(.post, "/api/v1/folders/complete", Self.body).status == 200)
        #expect(bench.log.head == head)
        let event = try bench.log.reader.event(at: head)
        #expect(event?.body == .folder(.declaredComplete(FolderID(source: "kms", path: Self.path))))
        #expect(event?.actor?.name == "admin")
    }

    @Test(arguments: [
        (#"{"source":"kms","projectId":"p","environment":"dev"}"#, 422),
        (#"{"source":"kms","projectId":"p","environment":"dev","secretPath":"app"}"#, 422),
        (#"{"source":"kms","projectId":"p","environment":"dev","secretPath":"/other"}"#, 404),
        (#"{"source":"other","projectId":"p","environment":"dev","secretPath":"/app"}"#, 404),
    ])
    func `a folder that nobody reported cannot be declared whole`(
        body: String,
        status: Int
    ) async throws {
        let bench = try APIBench()
        try await change("A", bench)
        let head = bench.log.head
        #expect(try await bench.call(.post, "/api/v1/folders/complete", body).status == status)
        #expect(bench.log.head == head)
    }

    @Test func `folders are found by what they are called`() async throws {
        let bench = try APIBench()
        let root = FolderPath(projectID: "p", environment: "prod", secretPath: "/")
        try await change("A", bench)
        try await change("A", bench, in: root)
        func found(_ query: String) async throws -> [String?] {
            try await bench.call(.get, "/api/v1/folders" + query).json["folders"]?.array?
                .map { $0["secretPath"]?.string } ?? []
        }
        #expect(try await found("") == ["/app", "/"])
        #expect(try await found("?environment=prod") == ["/"])
        #expect(try await found("?projectId=p&secretPath=%2Fapp") == ["/app"])
        #expect(try await found("?source=other") == [])
    }

    @Test func `a form is offered what there is, narrowed by what was chosen before`()
        async throws
    {
        let bench = try APIBench()
        for (project, environment, path) in [
            ("p", "dev", "/app"), ("p", "prod", "/app"), ("p", "dev", "/lib"), ("q", "dev", "/"),
        ] {
            let folder = FolderPath(
                projectID: project,
                environment: environment,
                secretPath: path
            )
            try await change("A", bench, in: folder)
        }
        func offered(_ name: String, _ query: String) async throws -> [String] {
            let reply = try await bench.call(.get, "/api/v1/folders" + query)
            return (reply.json["facets"]?[name]?.array ?? [])
                .map { "\($0["value"]?.string ?? ""):\($0["count"]?.integer ?? 0)" }
        }
        #expect(try await offered("source", "?projectId=p") == ["kms:4"])
        #expect(try await offered("projectId", "?projectId=p") == ["p:3", "q:1"])
        #expect(try await offered("environment", "?projectId=p") == ["dev:2", "prod:1"])
        let chosen = "?projectId=p&environment=dev"
        #expect(try await offered("secretPath", chosen) == ["/app:1", "/lib:1"])
        #expect(try await offered("environment", "?source=other") == [])
    }

    @Test func `the keys of a folder are those that a sync of it would have`() async throws {
        let bench = try APIBench()
        let library = FolderPath.sample("/lib")
        try await change("A", bench)
        try await change("A", bench, in: library)
        try await change("B", bench, in: library)
        _ = try await bench.log.append(
            AppendRequest(
                source: "kms",
                events: [PendingEvent(.secrets(.imports(Self.path, [library])))]
            )
        )
        func asked(_ more: String) async throws -> APIBench.Reply {
            let query = "?projectId=p&environment=dev&secretPath=" + more
            return try await bench.call(.get, "/api/v1/folders/keys" + query)
        }
        let reply = try await asked("/app/")
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json["source"]?.string == "kms")
        #expect(reply.json["isKnown"]?.bool == true)
        #expect(reply.json["isComplete"]?.bool == false)
        #expect(reply.json["changedAt"]?["position"]?.integer == bench.log.head.number)
        let keys = try #require(reply.json["keys"]?.array)
        #expect(keys.compactMap { $0["key"]?.string } == ["A", "B"])
        #expect(keys[0]["folder"] == .null)
        #expect(keys[0]["position"]?.integer == 1)
        #expect(keys[1]["folder"]?["secretPath"]?.string == "/lib")
        #expect(reply.json["imports"]?.array?.first?["secretPath"]?.string == "/lib")
        let found = try await asked("/app&q=b")
        #expect(found.json["matching"]?.integer == 1)
        #expect(found.json["total"]?.integer == 2)
        let unknown = try await asked("/none")
        #expect(unknown.status == 200)
        #expect(unknown.json["isKnown"]?.bool == false)
        #expect(unknown.json["source"] == .null)
        #expect(unknown.json["changedAt"] == .null)
        let malformed = try await asked("app")
        #expect(malformed.status == 422)
        #expect(malformed.issues.first?.contains(" secretPath folder-path: ") == true)
        let bare = try await bench.call(.get, "/api/v1/folders/keys")
        #expect(bare.status == 422)
    }
}
