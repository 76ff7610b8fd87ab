internal import AsyncAlgorithms
internal import Encodings
package import EventLog
internal import HTTPTypes
package import Hummingbird
package import LiveLog
internal import LogModels
internal import NIOCore
internal import Projection
internal import ServiceLifecycle
internal import SyncModel

/// The log as server-sent events (HTML Standard, section 9.2): the existing events, then new ones.
///
/// The id of each event is its position, so a client that reconnects with `Last-Event-ID` misses
/// none. The stream ends when the server stops or the client's token is no longer valid.
package struct EventStream: Sendable {
    /// How often to send a line while nothing happens, so that a dead connection is noticed.
    private static let pause = Duration.seconds(15)
    /// The maximum number of events to write at once; their size is limited by the log's pages.
    private static let pageLimit = 100
    private static let pageByteLimit = 1 << 20

    private enum Turn: Sendable {
        case look, end
    }

    private let log: EventLog
    private let state: CurrentState
    private let query: EventQuery
    private let isAllowed: @Sendable () -> Bool
    private let threads: LogThreads
    private let place: Followers.Place

    /// A stream of a log for one follower.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - state: Tells when the log has grown.
    ///   - query: The conditions; `after` says where to start.
    ///   - isAllowed: Whether the client may continue to read.
    ///   - threads: The threads on which the log is read.
    ///   - place: Held until the stream ends.
    package init(
        log: EventLog,
        state: CurrentState,
        query: EventQuery,
        isAllowed: @escaping @Sendable () -> Bool,
        threads: LogThreads,
        place: Followers.Place
    ) {
        self.log = log
        self.state = state
        self.query = query
        self.isAllowed = isAllowed
        self.threads = threads
        self.place = place
    }

    /// The response that sends the stream.
    package var response: Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                defer { withExtendedLifetime(place) {} }
                try await write(to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    @concurrent
    private func write(to writer: inout any ResponseBodyWriter) async throws {
        // Followed before the first look, so that nothing in between is missed.
        let changes = state.changes().map { _ in Turn.look }
        // A client that stalled has missed many turns and needs one.
        let ticks = AsyncTimerSequence(interval: Self.pause, clock: ContinuousClock())
            .buffer(policy: .bufferingLatest(1))
        let turns = merge(
            chain([Turn.look].async, changes, [Turn.end].async),
            ticks.map { _ in Turn.look }
        )
        var position = query.after
        for await turn in turns.cancelOnGracefulShutdown() {
            // The ticks would go on without the changes.
            if turn == .end { break }
            repeat {
                guard isAllowed() else { return }
                // One page at a time, so that a long log is not held in memory for a slow client.
                let after = position
                let next = try await withTaskExecutorPreference(threads) { try page(after: after) }
                position = next.reached
                if !next.text.isEmpty { try await writer.write(ByteBuffer(string: next.text)) }
            } while position < log.head
        }
        // What was recorded just before the server was told to stop; whoever is further behind
        // comes again with the last id.
        guard position < log.head, isAllowed() else { return }
        let after = position
        let rest = try? await withTaskExecutorPreference(threads) { try page(after: after) }
        if let rest, !rest.text.isEmpty { try await writer.write(ByteBuffer(string: rest.text)) }
    }

    /// The next events after a position and how far that reaches; a comment if there are none up to
    /// the log's end.
    ///
    /// One call examines a bounded stretch of the log.
    private func page(
        after position: Position
    ) throws(EventLogError) -> (text: String, reached: Position) {
        let head = log.head
        var page = query
        page.after = position
        let look = try log.reader.look(
            page,
            limit: Self.pageLimit,
            byteLimit: Self.pageByteLimit
        )
        let isBeyond = page.before.map { look.reached.next >= $0 } ?? false
        let reached = isBeyond ? max(look.reached, head) : look.reached
        if look.events.isEmpty { return (reached < head ? "" : ":\n\n", reached) }
        let text = look.events.map { event in
            "id: \(event.position.number)\nevent: \(event.body.type)\n"
                + "data: \(event.json.jsonText)\n\n"
        }
        return (text.joined(), reached)
    }
}
