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
