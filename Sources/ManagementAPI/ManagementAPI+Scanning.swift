internal import APIServing
internal import Encodings
internal import EventLog
internal import InboundHTTP
internal import NIOCore
internal import SyncModel

/// Long reads of the log: each has its own thread and connection, and ends when nobody waits for
/// it.
extension ManagementAPI {
    /// Returns what a scan of the log finds.
    ///
    /// - Throws: `EventLogError.busy` if too many scans are running, `.cancelled` if the client has
    ///   gone.
    func scanned<R: Sendable>(
        _ call: Call,
        _ scan: @escaping @Sendable (EventReader) throws(EventLogError) -> R
    ) async throws -> R {
        guard let channel = call.channel else { return try await log.scans.perform(scan) }
        return try await channel.cancelling(on: threads) { [log] in
            try await log.scans.perform(scan)
        }
    }

    /// Returns the text of what a scan of the log finds, made on the scan's thread too.
    func scanText(
        _ call: Call,
        _ scan: @escaping @Sendable (EventReader) throws(EventLogError) -> CanonicalValue
    ) async throws -> String {
        try await scanned(call) { reader throws(EventLogError) in try scan(reader).jsonText }
    }
}
