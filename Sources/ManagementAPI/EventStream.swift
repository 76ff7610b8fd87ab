internal import EventLog
internal import HTTPTypes
internal import Hummingbird
internal import LiveState
internal import NIOCore
internal import Projection
internal import ServiceLifecycle
internal import SyncModel

/// The log as server-sent events (HTML Standard, section 9.2): what is there, then what comes.
///
/// Each event's id is its position, so a client that reconnects with `Last-Event-ID` misses none. The stream ends when the
/// server stops, and where who asked may see no more.
struct EventStream: Sendable {
    /// How often a line is sent where nothing happens, so that a connection that is gone is noticed.
    private static let pause = Duration.seconds(15)
    private static let pageLimit = 100

    let log: EventLog
    let state: LiveState
    /// Which events; its `after` says where to begin.
    let query: EventQuery
    /// Whether who asked may go on reading.
    let isAllowed: @Sendable () -> Bool

    var response: Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await write(to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    @concurrent
    private func write(to writer: inout any ResponseBodyWriter) async throws {
        // Followed before the first look, so that nothing that comes in between is missed.
        let changes = state.changes()
        let (turns, turn) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        turn.yield()
        let following = Task {
            for await _ in changes { turn.yield() }
            turn.finish()
        }
        let waking = Task {
            while true {
                try await Task.sleep(for: Self.pause)
                turn.yield()
            }
        }
        defer {
            following.cancel()
            waking.cancel()
        }
        var position = query.after
        for await _ in turns.cancelOnGracefulShutdown() {
            repeat {
                guard isAllowed() else { return }
                // A page at a time, so that a long log is not held in memory for a slow client.
                try await writer.write(ByteBuffer(string: try page(after: &position)))
            } while position < log.head
        }
    }

    /// The next events behind a position; a comment where there are none.
    private func page(after position: inout Position) throws(EventLogError) -> String {
        let head = log.head
        var page = query
        page.after = position
        page.limit = Self.pageLimit
        let events = try log.reader.events(page)
        // What does not match need not be looked at again; what came since the head was read is among the events.
        let last = events.last?.position ?? head
        position = events.count == Self.pageLimit ? last : max(last, head)
        if events.isEmpty { return ":\n\n" }
        return
            events.map { event in
                "id: \(event.position.number)\nevent: \(event.body.type)\n"
                    + "data: \(event.view.json)\n\n"
            }
            .joined()
    }
}
