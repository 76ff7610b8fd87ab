internal import Encodings
import FoundationEssentials

/// The sandbox's own routes, for trying things with `curl`; they need no key.
extension SandboxChecklyState {
    /// The maximum number of requests to show individually.
    private static let newestCount = 100

    func controlAnswer(to request: SandboxRequest) -> SandboxAnswer {
        switch (request.method, request.segments.dropFirst().first) {
        case ("GET", "variables"): .json(200, variablesByAccount)
        case ("GET", "requests"): .json(200, requestCounts)
        case ("PUT", "faults"): setFaults(from: request)
        case ("PUT", "accounts"): addAccount(from: request)
        case ("PUT", "groups"): addGroup(from: request)
        case (_, _): .failure(404, "Not Found", "The sandbox has no such door")
        }
    }

    private var variablesByAccount: SandboxJSON {
        .object(
            accounts.mapValues { account in
                .array(
                    account.variables.sorted { $0.key < $1.key }
                        .map { $0.value.echo(key: $0.key) }
                )
            }
        )
    }

    private var requestCounts: SandboxJSON {
        .object([
            "total": .integer(requests.count),
            "writes": .integer(writeCount),
            "alertViolations": .integer(alertViolations.count),
            "byMethod": .object(
                Dictionary(grouping: requests, by: \.method).mapValues { .integer($0.count) }
            ),
            "byStatus": .object(
                Dictionary(grouping: requests) { $0.status.map { String($0) } ?? "dropped" }
                    .mapValues { .integer($0.count) }
            ),
            "newest": .array(requests.suffix(Self.newestCount).map(\.controlJSON)),
        ])
    }

    /// Makes an account, or gives one another name; every key opens it.
    private func addAccount(from request: SandboxRequest) -> SandboxAnswer {
        guard let id = request.object?["id"]?.string, !id.isEmpty else {
            return .failure(400, "Bad Request", "An account needs an id, and may have a name")
        }
        let name = request.object?["name"]?.string ?? id
        let former = accounts[id]
        accounts[id] = SandboxAccount(
            id: id,
            name: name,
            variables: former?.variables ?? [:],
            groups: former?.groups ?? [:]
        )
        for (key, rights) in keys where !rights.accounts.contains(id) {
            addAPIKey(key, accounts: rights.accounts + [id], canWrite: rights.canWrite)
        }
        return .json(200, .object(["id": .string(id), "name": .string(name)]))
    }

    /// Makes a check group without variables.
    private func addGroup(from request: SandboxRequest) -> SandboxAnswer {
        guard let account = request.object?["account"]?.string,
            let name = request.object?["name"]?.string, !name.isEmpty
        else { return .failure(400, "Bad Request", "A group needs an account and a name") }
        guard let known = accounts[account] else {
            return .failure(404, "Not Found", "There is no account \(account)")
        }
        let id = (known.groups.keys.max() ?? 0) + 1
        setGroup(SandboxGroup(id: id, name: name), account: account)
        return .json(200, .object(["id": .integer(id), "name": .string(name)]))
    }

    private func setFaults(from request: SandboxRequest) -> SandboxAnswer {
        do {
            faults = try JSONDecoder().decode(ChecklyFaults.self, from: Data(request.body))
            return .empty(204)
        } catch {
            return .failure(400, "Bad Request", "These are no faults: \(error)")
        }
    }
}

extension RecordedRequest {
    /// The entry as the route shows it; the time in seconds since 1970-01-01T00:00:00Z.
    fileprivate var controlJSON: SandboxJSON {
        .object([
            "method": .string(method),
            "path": .string(path),
            "status": status.map { .integer($0) } ?? .null,
            "time": .number(time.timeIntervalSince1970),
        ])
    }
}
