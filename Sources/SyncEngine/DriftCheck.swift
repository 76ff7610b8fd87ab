internal import EventLog
internal import Logging
internal import Projection
internal import Reconciliation
internal import SyncModel

/// Compares a destination with our last acknowledged writes and records differences.
struct DriftCheck: Sendable {
    /// The maximum age of the listing to compare with.
    private static let listingAge = Duration.seconds(60)

    let run: SyncRun
    /// When the comparison became due; syncs that are due together share a listing.
    let dueAt: Timestamp

    /// Runs the comparison.
    ///
    /// - Returns: Whether a push would change anything.
    @concurrent func execute() async -> Bool {
        do {
            let prepared =
                try await run.prepare(
                    since: max(dueAt, run.now().advanced(by: .zero - Self.listingAge))
                )
                .destinations
            let drifts = prepared.flatMap(\.drifts)
            // The log does not grow while nothing happens.
            if drifts != run.status?.drifts ?? [] {
                try await run.record(
                    .sync(.driftDetected(syncID: run.sync.id, run.sync.destination, drifts))
                )
            }
            return !run.planned(prepared).isEmpty
        } catch {
            run.logger.warning(
                "destination not compared",
                metadata: ["sync": "\(run.sync.name)", "error": "\(error)"]
            )
            return false
        }
    }
}
