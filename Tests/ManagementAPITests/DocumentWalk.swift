import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import Projection
import SyncModel
import TestSupport

/// Goes through the API once, and compares each answer with the document.
final class DocumentWalk {
    private static let syncs = "/api/v1/secret-syncs/checkly"
    private static let connections = "/api/v1/app-connections/checkly"
    private static let sources = "/api/v1/webhook-sources"

    let document: JSONValue
    /// The members that were answered.
    private(set) var coverage: DocumentCoverage
    private(set) var problems: [String] = []
    /// The operations that were tried, such as `GET /api/v1/events/{position}`.
    private(set) var done: [String] = []
    let bench: APIBench

    init(document: JSONValue) async throws {
        self.document = document
        coverage = DocumentCoverage(document)
        bench = try APIBench(
            activity: { _ in RunActivity(planned: 2, done: 1, failed: 0) },
            refusedDeliveries: { [Self.refused] },
            signing: Self.signing,
            verifying: Self.verifying,
            testing: Self.testing,
            facts: Self.facts,
            keepAdminToken: { _ in },
            rotateMasterKey: Self.rotateMasterKey()
        )
    }

    func run() async throws {
        try await goThroughSources()
        let connection = try await goThroughConnections()
        let sync = try await goThroughSyncs(connection)
        try await goThroughContents(connection, sync)
        try await goThroughActions(sync)
        try await goThroughLog(sync)
        try await goThroughParking(sync)
        try await goThroughDeliveries()
        try await removeAll(connection, sync)
        let nonce = "?nonce=0123456789abcdef"
        try await ask(.get, "/api/v1/settings")
        try await ask(.get, "/api/v1/probe", query: nonce)
        try await ask(.get, "/healthz", query: nonce)
        for path in ["/healthz", "/readyz", "/metrics", "/api/openapi.json"] {
            try await ask(.get, path, [], type: path == "/metrics" ? "text/plain" : nil)
        }
        // Last, since the walk's own token is refused from then on.
        try await ask(.post, "/api/v1/tokens/admin/rotate")
    }

    /// Asks with the path's parts filled in, and also without a token and with a body that is
    /// wrong.
    @discardableResult
    func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ parts: [String] = [],
        query: String = "",
        body: String? = nil,
        type: String? = nil
    ) async throws -> JSONValue {
        var rest = parts[...]
        let filled = path.split(separator: "/")
            .map { $0.hasPrefix("{") ? rest.removeFirst() : String($0) }
        let uri = "/" + filled.joined(separator: "/") + query
        done.append("\(method.rawValue) \(path)")
        let reply = try await bench.call(method, uri, body)
        check(reply, method, path, type: type ?? "application/json")
        if path.hasPrefix("/api/v1") {
            check(try await bench.call(method, uri, body, token: nil), method, path)
        }
        if body != nil {
            check(try await bench.call(method, uri, "{"), method, path)
            check(try await bench.call(method, uri, "[]"), method, path)
        }
        return reply.json
    }

    private func check(
        _ reply: APIBench.Reply,
        _ method: HTTPRequest.Method,
        _ path: String,
        type: String = "application/json"
    ) {
        if reply.status == 200 { coverage.note(reply.json, to: method.rawValue, path) }
        let validation = DocumentValidation(document: document)
        problems += validation.problems(of: reply, to: method.rawValue, path, contentType: type)
    }

    private func goThroughSources() async throws {
        let reader =
            #"{"api":"infisical-v3","baseUrl":"https://kms.test","clientId":"c","#
            + #""clientSecret":"s"}"#
        try await ask(
            .post,
            Self.sources,
            body: #"{"name":"hanzo","secrets":["0123456789abcdef"],"reader":\#(reader)}"#
        )
        try await ask(
            .post,
            Self.sources,
            body: #"{"name":"ci","preset":"github","secrets":["0123456789abcdef"]}"#
        )
        try await ask(.get, Self.sources)
        try await ask(.get, Self.sources + "/{name}", ["hanzo"])
        try await ask(.get, Self.sources + "/{name}", ["none"])
        try await ask(.patch, Self.sources + "/{name}", ["ci"], body: #"{"isEnabled":false}"#)
        let added = try await ask(
            .post,
            Self.sources + "/{name}/secrets",
            ["ci"],
            body: #"{"secret":"t123456789abcdef","notAfter":"2027-01-01T00:00:00Z"}"#
        )
        let id = added["webhookSource"]?["secrets"]?.array?.last?["id"]?.string ?? ""
        for (name, way) in [("ci", "inside"), ("hanzo", "public-url"), ("none", "inside")] {
            let test = #"{"via":"\#(way)"}"#
            try await ask(.post, Self.sources + "/{name}/test", [name], body: test)
        }
        for name in ["ci", "hanzo", "none"] {
            try await ask(
                .post,
                Self.sources + "/{name}/compare-secrets",
                [name],
                body: #"{"secrets":["t123456789abcdef","u"],"readerClientSecret":"r"}"#
            )
            try await ask(.post, Self.sources + "/{name}/check-reader", [name])
        }
        try await goThroughEmptiedFolders()
        try await ask(.delete, Self.sources + "/{name}/secrets/{secretId}", ["ci", id])
        try await ask(.delete, Self.sources + "/{name}", ["ci"])
    }

    private func goThroughEmptiedFolders() async throws {
        let folder = FolderPath.sample()
        let held = HeldEmptiness(
            cause: .reconcile,
            through: .beforeFirst,
            emptied: [folder],
            keyCount: 1
        )
        _ = try await bench.log.append(
            AppendRequest(
                source: "hanzo",
                events: [PendingEvent(.folder(.emptiedHeld(folder, held)))]
            )
        )
        for path in ["/app", "/none"] {
            let body =
                #"{"source":"hanzo","projectId":"p","environment":"dev","secretPath":"\#(path)"}"#
            try await ask(.post, "/api/v1/folders/confirm-empty", body: body)
        }
    }

    private func goThroughConnections() async throws -> String {
        let created = try await ask(
            .post,
            Self.connections,
            body: APIBench.connectionBody(["description": #""d""#])
        )
        let id = created["appConnection"]?["id"]?.string ?? ""
        try await ask(.get, "/api/v1/app-connections/options")
        try await ask(.get, "/api/v1/app-connections")
        try await ask(.get, Self.connections)
        try await ask(.get, Self.connections + "/available")
        try await ask(.get, Self.connections + "/connection-name/{connectionName}", ["main"])
        for part in [id, APIBench.none, "x"] {
            try await ask(.get, Self.connections + "/{connectionId}", [part])
            try await ask(.get, Self.connections + "/{connectionId}/accounts", [part])
            try await ask(.post, Self.connections + "/{connectionId}/check", [part])
            try await ask(
                .post,
                Self.connections + "/{connectionId}/compare-secrets",
                [part],
                body: #"{"apiKey":"k"}"#
            )
        }
        let groups = Self.connections + "/{connectionId}/accounts/{accountId}/groups"
        try await ask(.get, groups, [id, "a-1"])
        try await ask(.get, groups, [id, "other"])
        try await ask(.patch, Self.connections + "/{connectionId}", [id], body: #"{"name":"m"}"#)
        return id
    }

    private func goThroughSyncs(_ connection: String) async throws -> String {
        let body = APIBench.syncBody(
            [
                "syncOptions":
                    #"{"initialSyncBehavior":"overwrite-destination","#
                    + #""keySchema":"A_{{secretKey}}"}"#,
                "sourceName": #""hanzo""#,
            ],
            connection: connection
        )
        let created = try await ask(.post, Self.syncs, body: body)
        let id = created["secretSync"]?["id"]?.string ?? ""
        let second = APIBench.syncBody(["name": #""two""#], connection: connection)
        try await ask(.post, Self.syncs, body: second)
        let draft = APIBench.syncBody(["name": #""three""#], connection: connection)
        let change = APIBench.syncBody(["syncId": "\"\(id)\""], connection: connection)
        let unknown = APIBench.syncBody(
            ["syncId": "\"\(APIBench.none)\""],
            connection: connection
        )
        for body in [draft, second, change, unknown, "{}"] {
            try await ask(.post, Self.syncs + "/plan", body: body)
        }
        try await ask(.get, "/api/v1/secret-syncs/options")
        try await ask(.get, "/api/v1/secret-syncs", query: "?projectId=p")
        try await ask(.get, Self.syncs, query: "?projectId=p")
        try await ask(.get, Self.syncs)
        try await ask(.get, Self.syncs + "/sync-name/{syncName}", ["one"], query: "?projectId=p")
        for part in [id, APIBench.none, "x"] {
            try await ask(.get, Self.syncs + "/{syncId}", [part])
        }
        try await ask(.patch, Self.syncs + "/{syncId}", [id], body: #"{"description":"d"}"#)
        try await ask(
            .post,
            Self.syncs + "/check-destination",
            body: #"{"projectId":"p","destinationConfig":{"accountId":"a-1"}}"#
        )
        return id
    }

    private func goThroughActions(_ sync: String) async throws {
        let path = Self.syncs + "/{syncId}"
        for (action, body) in [
            ("plan", "{}"), ("apply", #"{"planId":"x"}"#), ("pin", #"{"asOf":2}"#),
            ("adopt", #"{"keys":["A"]}"#), ("pause", #"{"reason":"r"}"#), ("apply", "{}"),
        ] {
            try await ask(.post, "\(path)/\(action)", [sync], body: body)
        }
        try await ask(.post, path + "/sync-secrets", [sync])
        try await ask(.post, path + "/resume", [sync], body: "{}")
        try await ask(.post, path + "/unpin", [sync])
        try await ask(.post, path + "/sync-secrets", [sync], query: "?wait=pushed")
        try await ask(
            .post,
            path + "/import-secrets",
            [sync],
            query: "?importBehavior=prioritize-source"
        )
        try await ask(.post, path + "/remove-secrets", [sync])
    }

    private func goThroughLog(_ sync: String) async throws {
        try await ask(.get, "/api/v1/events", query: "?limit=5")
        try await ask(.get, "/api/v1/events", query: "?limit=0")
        try await ask(.get, "/api/v1/events", query: "?order=desc&to=9&from=2")
        try await ask(.get, Self.syncs + "/{syncId}/history", [sync], query: "?order=desc")
        try await ask(.get, "/api/v1/status")
        try await ask(.get, "/api/v1/activity", query: "?step=minute")
        try await ask(.get, "/api/v1/attention")
        for query in ["?q=%231", "?q=n", "?q=a", "?q=-", ""] {
            try await ask(.get, "/api/v1/search", query: query)
        }
        for part in [sync, APIBench.none, "x"] {
            try await ask(.get, Self.syncs + "/{syncId}/runs", [part])
            try await ask(.get, Self.syncs + "/{syncId}/moments", [part])
        }
        try await ask(.get, "/api/v1/events/{position}", ["1"])
        try await ask(.get, "/api/v1/events/{position}", ["100000"])
        try await ask(.get, "/api/v1/state", query: "?asOf=3")
        try await ask(.get, "/api/v1/diff", query: "?from=0")
        try await ask(.get, "/api/v1/diff")
        try await ask(.get, Self.syncs + "/{syncId}/state", [sync])
        try await ask(.get, Self.syncs + "/{syncId}/history", [sync])
        try await ask(.post, "/api/v1/replay")
        for part in [sync, APIBench.none] {
            try await ask(.post, Self.syncs + "/{syncId}/reveal", [part], body: "{}")
        }
        for body in [#"{"value":"v"}"#, "{}"] {
            try await ask(.post, "/api/v1/audit/grep", body: body)
        }
        for body in [#"{"format":"csv","from":1}"#, "{}"] {
            try await ask(.post, "/api/v1/audit/exports", body: body)
        }
        let content = "/api/v1/audit/exports/{position}/content"
        try await ask(.get, content, ["\(bench.log.head.number)"], type: "text/csv")
        try await ask(.get, content, ["1"])
    }

    private func goThroughParking(_ sync: String) async throws {
        let path = Self.syncs + "/{syncId}"
        try await ask(.get, Self.syncs + "/parked")
        try await ask(.get, path + "/parked", [sync])
        try await ask(.post, path + "/retry", [sync], body: "{}")
        try await ask(.post, path + "/skip", [sync], body: #"{"key":"A","reason":"r"}"#)
    }

    private func goThroughDeliveries() async throws {
        for query in ["", "?refused=true", "?all=true&limit=2", "?outcomes=true", "?sync=none"] {
            try await ask(.get, "/api/v1/deliveries", query: query)
        }
        for id in ["1", "none", "\(Int64.max)"] {
            try await ask(.get, "/api/v1/deliveries/{deliveryId}", [id])
            try await ask(.post, "/api/v1/deliveries/{deliveryId}/body", [id])
        }
        try await ask(.post, "/api/v1/explain", body: #"{"source":"hanzo","headers":{},"body":""}"#)
        try await ask(.post, "/api/v1/explain", body: #"{"delivery":"none"}"#)
        try await ask(.get, "/api/v1/audit/proof", query: "?position=\(Int64.max)")
        try await ask(.get, "/api/v1/audit/proof", query: "?position=0")
        // Nothing is signed in the bench.
        for path in ["audit/checkpoint", "audit/public-key", "audit/checkpoints", "keys", "hold"] {
            try await ask(.get, "/api/v1/" + path)
        }
        let verifications = "/api/v1/audit/verifications"
        try await ask(.post, verifications)
        try await ask(.get, verifications)
        for id in ["v-1", "none"] {
            try await ask(.get, verifications + "/{verificationId}", [id])
            try await ask(.delete, verifications + "/{verificationId}", [id])
        }
        try await ask(.post, "/api/v1/hold", body: #"{"reason":"r"}"#)
        try await ask(.get, "/api/v1/hold")
        try await ask(.get, "/readyz", [])
        try await ask(.get, "/api/v1/status")
        try await ask(.delete, "/api/v1/hold")
        try await ask(.get, "/api/v1/folders", query: "?projectId=p")
        for query in ["?projectId=p&environment=dev&secretPath=/app", "?projectId=p"] {
            try await ask(.get, "/api/v1/folders/keys", query: query)
        }
        let folder = #"{"source":"hanzo","projectId":"p","environment":"dev","secretPath":"/a"}"#
        for body in [folder, "{}"] {
            try await ask(.post, "/api/v1/folders/complete", body: body)
        }
        for body in [#"{"olderThan":"90d","dryRun":true}"#, "{}", #"{"sync":"none"}"#] {
            try await ask(.post, "/api/v1/keys/shred", body: body)
        }
        try await goThroughAccess()
    }

    private func removeAll(_ connection: String, _ sync: String) async throws {
        let one = Self.connections + "/{connectionId}"
        try await ask(.delete, one, [connection])
        try await ask(.delete, Self.syncs + "/{syncId}", [sync], query: "?removeSecrets=true")
        try await ask(.delete, Self.syncs + "/{syncId}", [sync])
        try await ask(.delete, one, [APIBench.none])
    }
}
