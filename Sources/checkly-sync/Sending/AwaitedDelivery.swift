import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

/// Waits until Checkly has what a delivery brought, by polling the delivery's trail.
struct AwaitedDelivery {
    /// The time between two requests.
    private static let pause = Duration.milliseconds(200)

    let api: AdminAPI
    let position: Int64

    /// The trail once it is settled, or as it is at the deadline.
    func trail(within limit: Duration) async throws -> JSONValue {
        let deadline = ContinuousClock.now + limit
        while true {
            let trail = try await api.delivery(String(position))
            if trail["settled"]?.bool == true || ContinuousClock.now >= deadline { return trail }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// The exit code of the outcome: Checkly has it or needs nothing, somebody has to act, or it
    /// failed.
    ///
    /// - Throws: `CommandError.deadline` if it is not settled.
    static func exitCode(for trail: JSONValue) throws(CommandError) -> ExitCode {
        guard trail["settled"]?.bool == true else {
            throw .deadline(what: "The push (\(trail["outcome"]?.cell ?? "–"))")
        }
        return switch trail["outcome"]?.string {
        case "pushed", "unchanged", "ignored": .success
        case "held", "no-sync", "superseded": .actionNeeded
        default: .failure
        }
    }
}
