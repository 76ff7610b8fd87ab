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
/// server stops.
struct EventStream: Sendable {
    /// How often a line is sent where nothing happens, so that a connection that is gone is noticed.
    private static let pause = Duration.seconds(15)
    private static let pageLimit = 100

    let log: EventLog
    let state: LiveState
    /// Which events; its `after` says where to begin.
    let query: EventQuery

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
            try await writer.write(ByteBuffer(string: try text(after: &position)))
        }
    }

    /// What stands behind a position, as far as there is something; a comment where nothing does.
    private func text(after position: inout Position) throws(EventLogError) -> String {
        var text = ":\n\n"
        let head = log.head
        while position < head {
            var page = query
            page.after = position
            page.limit = Self.pageLimit
            let events = try log.reader.events(page)
            for event in events {
                text += "id: \(event.position.number)\nevent: \(event.body.type)\n"
                text += "data: \(event.view.json)\n\n"
            }
            // What does not match need not be looked at again.
            position = events.count == Self.pageLimit ? events.last?.position ?? head : head
        }
        return text
    }
}
