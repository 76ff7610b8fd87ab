package import Encodings
internal import HTTPTypes
internal import SyncModel

extension APIBench.Reply {
    /// What is wrong, as `code path message`, one a line.
    package var issues: [String] {
        (json["message"]?.array ?? [])
            .map { issue in
                let path = (issue["path"]?.array ?? []).compactMap(\.string).joined(separator: ".")
                return "\(issue["code"]?.string ?? "?") \(path) \(issue["message"]?.string ?? "?")"
            }
    }
}

extension APIBench {
    package static let none = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    /// A JSON object of members whose values are JSON already; nil takes a member away.
    package static func object(_ members: [String: String?]) -> String {
        let texts = members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
        return "{" + texts.sorted().joined(separator: ",") + "}"
    }

    package static func syncBody(
        _ changes: [String: String?],
        connection: String = none
    ) -> String {
        let members: [String: String?] = [
            "name": #""one""#, "projectId": #""p""#, "connectionId": "\"\(connection)\"",
            "environment": #""dev""#, "secretPath": #""/app""#,
            "syncOptions": #"{"initialSyncBehavior":"overwrite-destination"}"#,
            "destinationConfig": #"{"accountId":"a-1"}"#,
        ]
        return object(members.merging(changes) { $1 })
    }

    package static func connectionBody(_ changes: [String: String?]) -> String {
        let members: [String: String?] = [
            "name": #""main""#, "method": #""api-key""#, "credentials": #"{"apiKey":"cu_good"}"#,
        ]
        return object(members.merging(changes) { $1 })
    }

    package func createSync(_ changes: [String: String?] = [:]) async throws -> JSONValue {
        let body = Self.syncBody(changes, connection: try await connect())
        return try await call(.post, "/api/v1/secret-syncs/checkly", body).json["secretSync"]
            ?? .null
    }
}
