internal import AsyncAlgorithms
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import SyncModel

/// Tells a page that the log has grown, as server-sent events (HTML Standard, section 9.2).
///
/// It sends positions only; what changed, the page asks for. A page hears of changes at most once a
/// second, and of the end of its session and of the server.
struct LiveStream: Sendable {
    /// How often to look, which is how often a page hears of a change at most.
    ///
    /// A comment is sent where nothing changed, so that a page that has gone leaves its place.
    static let pause = Duration.seconds(1)

    /// Why a stream ends, in the words of its last event.
    enum End: String, Sendable {
        case signedOut = "signed-out"
        case stopping
    }

    /// The position that the page has seen.
    let since: Int64
    /// The last position of the log.
    let head: @Sendable () -> Int64
    /// Whether the session goes on.
    let goesOn: @Sendable () -> Bool
    /// Whether something changes that is not in the log, such as how far a verification is.
    let isBusy: @Sendable () -> Bool
    let place: LivePlaces.Place

    var response: Response {
        var response = Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                // The connection may go on without the stream.
                defer { place.leave() }
                try await write(to: &writer)
                try await writer.finish(nil)
            }
        )
        SecurityHeaders.add(to: &response)
        return response
    }

    @concurrent
    private func write(to writer: inout any ResponseBodyWriter) async throws {
        let ticks = AsyncTimerSequence(interval: Self.pause, clock: ContinuousClock())
            .buffer(policy: .bufferingLatest(1))
        var turn = LiveTurn(position: since)
        // A comment at once, so that the browser knows that the stream is open.
        try await writer.write(ByteBuffer(string: ":\n\n"))
        for await _ in ticks.cancelOnGracefulShutdown() {
            guard goesOn() else {
                try await writer.write(ByteBuffer(string: LiveTurn.text(of: .signedOut)))
                return
            }
            let text = turn.next(head(), isBusy: isBusy())
            try await writer.write(ByteBuffer(string: text))
        }
        try await writer.write(ByteBuffer(string: LiveTurn.text(of: .stopping)))
    }
}

/// What a live page is told next.
struct LiveTurn: Sendable {
    private var position: Int64
    private var wasBusy = false

    init(position: Int64) { self.position = position }

    /// The text to send when the log ends at a position.
    ///
    /// - Parameters:
    ///   - head: The last position of the log.
    ///   - isBusy: Whether something else changes, of whose end the page hears too.
    /// - Returns: An event, or a comment.
    mutating func next(_ head: Int64, isBusy: Bool) -> String {
        let hasChanged = head > position || isBusy || wasBusy
        wasBusy = isBusy
        guard hasChanged else { return ":\n\n" }
        position = max(head, position)
        return "id: \(position)\nevent: change\ndata: {\"position\":\(position)}\n\n"
    }

    /// The last event of a stream.
    static func text(of end: LiveStream.End) -> String {
        "event: bye\ndata: {\"reason\":\"\(end.rawValue)\"}\n\n"
    }
}
