package import SyncModel

/// One event of a delivery or command; its draft is made once its position is known.
package struct PendingEvent: Sendable {
    /// The event's own identity, apart from the delivery's.
    ///
    /// An event whose identity is already in the log is not appended again.
    package var identity: [UInt8]?
    /// Makes the event for the given position.
    package var makeDraft: @Sendable (Position) throws -> EventDraft
    /// Called with the position of the first occurrence if the event is a repetition.
    ///
    /// Runs on the log's writer, so it must return at once.
    package var onRepetition: (@Sendable (Position) -> Void)?

    /// Makes an event whose content depends on its position, as seals do.
    package init(
        identity: [UInt8]? = nil,
        onRepetition: (@Sendable (Position) -> Void)? = nil,
        makeDraft: @escaping @Sendable (Position) throws -> EventDraft
    ) {
        self.identity = identity
        self.onRepetition = onRepetition
        self.makeDraft = makeDraft
    }

    /// An event without sealed values.
    package init(_ body: EventBody) {
        self.init { _ in EventDraft(body: body) }
    }
}

/// The events of one delivery or command, appended all together or not at all.
package struct AppendRequest: Sendable {
    /// The webhook source; nil for the server's own events.
    package var source: String?
    /// The identity of the delivery; if the log already has it, nothing is appended.
    package var identity: [UInt8]?
    /// The sender's id of the delivery, for display.
    package var deliveryID: String?
    /// The id of the webhook secret that the delivery's signature matched.
    package var secretID: String?
    /// The remote address of the delivery's connection.
    package var remoteAddress: String?
    /// Who caused the events, if known.
    package var actor: Actor?
    /// The events, in the order of their positions.
    package var events: [PendingEvent]

    /// Makes a request; without a source, the events are the server's own.
    package init(
        source: String? = nil,
        identity: [UInt8]? = nil,
        deliveryID: String? = nil,
        secretID: String? = nil,
        remoteAddress: String? = nil,
        actor: Actor? = nil,
        events: [PendingEvent]
    ) {
        self.source = source
        self.identity = identity
        self.deliveryID = deliveryID
        self.secretID = secretID
        self.remoteAddress = remoteAddress
        self.actor = actor
        self.events = events
    }
}

/// The result of an append.
package enum AppendOutcome: Sendable, Equatable {
    /// The events are durable; the first and last of their positions.
    case recorded(first: Position, last: Position)
    /// Everything was already in the log, first at this position.
    case duplicate(Position)
}
