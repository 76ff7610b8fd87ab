internal import APIRoutes
internal import Encodings
package import EventLog
package import LogModels
package import SyncModel

/// The events of a recorded export as text, read a page at a time.
package struct ExportContent: Sendable {
    /// The maximum number of events that are read at once, and of bytes of their envelopes.
    private static let pageLimit = 250
    private static let pageByteLimit = 256 << 10

    private let log: EventLog
    private let export: LogExport
    private let format: ExportFormat
    private let isAllowed: @Sendable () -> Bool
    private let threads: LogThreads
    private let place: Followers.Place

    /// - Parameters:
    ///   - log: The log.
    ///   - export: Which events were exported.
    ///   - format: The format of the text.
    ///   - isAllowed: Returns whether the client may continue to read.
    ///   - threads: The threads on which the log is read.
    ///   - place: The client's place among those that follow the log.
    package init(
        log: EventLog,
        export: LogExport,
        format: ExportFormat,
        isAllowed: @escaping @Sendable () -> Bool,
        threads: LogThreads,
        place: Followers.Place
    ) {
        self.log = log
        self.export = export
        self.format = format
        self.isAllowed = isAllowed
        self.threads = threads
        self.place = place
    }

    /// The text with its type and the name of its file.
    package var text: TextContent {
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
