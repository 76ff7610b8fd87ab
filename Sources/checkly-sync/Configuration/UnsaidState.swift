import AdminClient
internal import Encodings
import Declarations
import SyncModel

/// State of a server's sources, connections and syncs that a declaration file cannot express.
struct UnsaidState {
    let api: AdminAPI

    init(_ api: AdminAPI) {
        self.api = api
    }

    /// One line for each.
    func lines(of configuration: ServerConfiguration) async throws(AdminClientError) -> [String] {
        var lines: [String] = []
        for (id, resource) in configuration.resources.sorted(by: { $0.key < $1.key })
        where id.kind == .sync {
            lines += Self.lines(of: id, resource.json)
            lines += try await skipped(id, resource.key)
            let written = try await api.variables(writtenBy: resource.json["id"]?.string ?? "")
            if !written.isEmpty {
                lines.append(
                    "\(id) wrote \(counted(written.count, "variable")), which another server "
                        + "does not know as its own."
                )
            }
        }
        return lines.map { JSONValue.string($0).cell }
    }

    static func lines(of id: ResourceID, _ json: JSONValue) -> [String] {
        var lines: [String] = []
        if let position = json["pinnedTo"]?.integer {
            lines.append("\(id) is pinned to event \(position) of this server's log.")
        }
        // Whatever was pushed since exists again.
        let (removed, pushed) = (json["lastRemovedAt"]?.string, json["lastSyncedAt"]?.string)
        if let removed, removed > pushed ?? "" {
            lines.append("The variables of \(id) were removed at Checkly.")
        }
        return lines
    }

    /// Changes that somebody decided to skip.
    private func skipped(
        _ id: ResourceID,
        _ key: String
    ) async throws(AdminClientError) -> [String] {
        let answer = try await api.parked(ofSync: key)
        return (answer["skipped"]?.array ?? [])
            .map { skip in
                "\(id) leaves \(skip["key"]?.cell ?? "–") as it is: \(skip["reason"]?.cell ?? "–")."
            }
    }
}
