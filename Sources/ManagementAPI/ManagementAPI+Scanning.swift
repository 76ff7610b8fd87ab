internal import Encodings
internal import EventLog
internal import Hummingbird
internal import NIOCore
internal import SyncModel

/// Long reads of the log: each has a thread and a connection of its own, and ends when nobody waits for it any more.
extension ManagementAPI {
    /// Gives what a scan of the log finds.
    ///
    /// - Throws: `EventLogError.busy` where too many run already, `.cancelled` when the client has gone.
    func scanned<R: Sendable>(
        _ call: Call,
        _ scan: @escaping @Sendable (EventReader) throws(EventLogError) -> R
    ) async throws -> R {
        let presence = try? await call.channel.pipeline.handler(type: ClientPresence.self).get()
        guard let presence else { return try await log.scans.perform(scan) }
        return try await presence.cancelling(on: threads) { [log] in
            try await log.scans.perform(scan)
        }
    }

    /// Answers with what a scan of the log finds; the answer's text is made there too.
    func scanResponse(
        _ call: Call,
        _ scan: @escaping @Sendable (EventReader) throws(EventLogError) -> CanonicalValue
    ) async throws -> Response {
        Response(
            jsonText: try await scanned(call) { reader throws(EventLogError) in
                try scan(reader).json
            }
        )
    }
}
