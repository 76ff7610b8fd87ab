/// An event that is not yet in the log, made for the position it will get.
package struct EventDraft: Sendable {
    package var body: EventBody
    /// The sealed values of `body`, by slot.
    package var sealedValues: [SealedValue]
    /// Fingerprint keys first used by this event, wrapped, by value name.
    package var newFingerprintKeys: [ValueName: [UInt8]]
    /// What must live until the event is on disk or given up, such as a claim to those keys.
    package var retained: (any Sendable)?

    package init(
        body: EventBody,
        sealedValues: [SealedValue] = [],
        newFingerprintKeys: [ValueName: [UInt8]] = [:],
        retained: (any Sendable)? = nil
    ) {
        self.body = body
        self.sealedValues = sealedValues
        self.newFingerprintKeys = newFingerprintKeys
        self.retained = retained
    }
}

/// One event of a delivery or command, made once its position is known.
package struct PendingEvent: Sendable {
    /// The event's own identity beside the delivery's; one that is in the log already is left out.
    package var identity: [UInt8]?
    package var makeDraft: @Sendable (Position) throws -> EventDraft
    /// Is told where an event came first that is left out; on the log's writer, so it must return at once.
    package var onRepetition: (@Sendable (Position) -> Void)?

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

/// What one delivery or command appends: all of it or nothing.
package struct AppendRequest: Sendable {
    package var source: String?
    /// Of the delivery; a known one appends nothing.
    package var identity: [UInt8]?
    package var deliveryID: String?
    /// The webhook secret that the delivery's signature matched, by id.
    package var secretID: String?
    /// The address the delivery's connection came from.
    package var remoteAddress: String?
    package var actor: Actor?
    package var events: [PendingEvent]

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

/// What came of an append.
package enum AppendOutcome: Sendable, Equatable {
    /// Durable; the first and the last position given.
    case recorded(first: Position, last: Position)
    /// Everything in it was in the log already, first at this position.
    case duplicate(Position)
}
