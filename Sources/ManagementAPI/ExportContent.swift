internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import LogModels
internal import SyncModel

/// The events of a recorded export as text, read a page at a time.
struct ExportContent: Sendable {
    /// The maximum number of events that are read at once, and of bytes of their envelopes.
    private static let pageLimit = 250
    private static let pageByteLimit = 256 << 10

    let log: EventLog
    let export: LogExport
    let format: ExportFormat
    /// Whether the client may continue to read.
    let isAllowed: @Sendable () -> Bool
    /// The threads on which the log is read.
    let threads: LogThreads
    let place: Followers.Place

    var text: TextContent {
        TextContent(
            type: format.mediaType + "; charset=utf-8",
            fileName: "events-\(export.after.number)-\(export.through.number).\(format.rawValue)"
        ) { take in
            try await write(to: take)
        }
    }

    @concurrent
    private func write(to take: TextContent.Taking) async throws {
        defer { withExtendedLifetime(place) {} }
        if let heading = format.heading { try await take(heading + "\n") }
        var position = export.after
        while position < export.through {
            guard isAllowed() else { throw APIError.unauthorized }
            let after = position
            let next = try await withTaskExecutorPreference(threads) { try page(after: after) }
            guard next.reached > after else { throw EventLogError.gap(after: after) }
            if !next.text.isEmpty { try await take(next.text) }
            position = next.reached
        }
    }

    /// The lines of the next events, and how far they reach.
    private func page(
        after position: Position
    ) throws(EventLogError) -> (text: String, reached: Position) {
        let look = try log.reader.look(
            EventQuery(after: position, before: export.through.next, limit: Self.pageLimit),
            limit: Self.pageLimit,
            byteLimit: Self.pageByteLimit
        )
        let lines = look.events.map { format.line(of: $0.json.jsonValue) + "\n" }
        return (lines.joined(), look.reached)
    }
}
