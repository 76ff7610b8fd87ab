internal import Encodings
internal import Cryptography
internal import EventLog
internal import LiveLog
internal import SecretSealing
internal import SyncModel
internal import WebhookSignatures

/// Parses verified deliveries and records them, each completely or not at all.
struct DeliveryRecording: Sendable {
    /// Within this window, equal bodies count as one delivery if the signature covers nothing that
    /// distinguishes them.
    ///
    /// Notifications are exempt: a second one may report another change, made after the folder was
    /// fetched.
    static let repetitionWindowMilliseconds: Int64 = 600_000

    let log: EventLog
    let state: CurrentState
    let sealer: SecretSealer
    /// The threads that read fingerprint keys the sealer does not have.
    let threads: LogThreads
    private let repeated: RepeatedDeliveries
    private let comparison: RepetitionComparison

    init(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        threads: LogThreads,
        repeated: RepeatedDeliveries
    ) {
        self.log = log
        self.state = state
        self.sealer = sealer
        self.threads = threads
        self.repeated = repeated
        comparison = RepetitionComparison(log: log, sealer: sealer)
    }

    /// Records one delivery; `done` gets the answer for the sender, or why nothing was recorded.
    func record(
        _ delivery: VerifiedDelivery,
        from source: WebhookSource,
        remoteAddress: String? = nil,
        isBinaryMode: Bool = false,
        now: Timestamp,
        answeringAt place: ReplyExecutor? = nil,
        done: @escaping @Sendable (Result<WebhookResponse, EventLogError>) -> Void
    ) {
        var request = AppendRequest(
            source: source.name,
            identity: identity(of: delivery, from: source.name, at: now),
            deliveryID: (delivery.signedID ?? delivery.deliveryID)
                .map(PayloadLimit.displayed),
            secretID: delivery.matchedSecretID,
            remoteAddress: remoteAddress,
            events: []
        )
        let events: [DeliveredEvent]
        do {
            events = try parse(delivery, from: source, isBinaryMode: isBinaryMode)
        } catch {
            request.events = [PendingEvent(.delivery(.malformed(reason: "\(error)")))]
            // Neither the first nor a repeated delivery took effect, so a repetition gets the same
            // error.
            let answer = WebhookResponse.malformed(error)
            return log.append(request, answeringAt: place) { result in
                note(result, at: now)
                done(result.map { _ in answer })
            }
        }
        if request.deliveryID == nil, events.count == 1 {
            request.deliveryID = events[0].id.map(PayloadLimit.displayed)
        }
        if !delivery.identityIsUnique, events.contains(where: \.isNotification) {
            request.identity = nil
        }
        request.actor = Self.commonActor(of: events)
        let repetitions = Repetitions()
        request.events = events.enumerated()
            .map { pending($1, from: source.name, $0, repetitions) }
        let (deliveryID, reason) = (request.deliveryID, Self.reasonToIgnore(events))
        let leftOut = events.flatMap(\.content.leftOut)
        let write = { @Sendable [self, request] in
            log.append(request, answeringAt: place) { [self] result in
                note(result, at: now)
                let outcome: AppendOutcome
                switch result {
                case .success(let success): outcome = success
                case .failure(let error): return done(.failure(error))
                }
                // The state applies recorded events before the sender gets its answer.
                let superseded = superseded(by: outcome)
                comparison.compare(events, repetitions, from: source.name) { [self] differing in
                    let answer = WebhookResponse.accepted(
                        outcome.word(isIgnored: reason != nil),
                        reason: reason,
                        leftOut: leftOut,
                        differs: !differing.isEmpty,
                        position: outcome.first,
                        deliveryID: deliveryID,
                        superseded: superseded
                    )
                    if differing.isEmpty { return done(.success(answer)) }
                    keep(differing, of: request) { done(.success(answer)) }
                }
            }
        }
        let names = events.lazy.flatMap { $0.content.names(from: source.name) }
        if place == nil || sealer.knowsKeys(of: names) { write() } else { threads.run(write) }
    }

    /// Counts a delivery that was recorded before.
    private func note(_ result: Result<AppendOutcome, EventLogError>, at now: Timestamp) {
        if case .success(.duplicate(let first)) = result { repeated.note(first, at: now) }
    }

    /// The keys of a delivery whose changes had no effect because newer versions were known.
    private func superseded(by outcome: AppendOutcome) -> [String] {
        switch outcome {
        case .recorded(let first, let last): state.takeSuperseded(from: first, through: last)
        case .duplicate: []
        }
    }

    /// Records which events repeated an id with different content, each once.
    private func keep(
        _ differing: [Position],
        of request: AppendRequest,
        done: @escaping @Sendable () -> Void
    ) {
        var kept = request
        kept.identity = nil
        kept.actor = nil
        kept.events = differing.map { first in
            let parts = ["checkly-sync/differs/v1", request.source ?? "", "\(first.number)"]
            let identity = HMAC.authenticate(
                lengthPrefixedBytes(of: parts),
                key: sealer.identityKey
            )
            return PendingEvent(identity: identity) { _ in
                EventDraft(body: .delivery(.differed(first: first)))
            }
        }
        // The sender is told in any case.
        log.append(kept) { _ in done() }
    }

    /// Why the delivery as a whole is ignored; nil if any of its events is not.
    private static func reasonToIgnore(_ events: [DeliveredEvent]) -> String? {
        guard events.allSatisfy(\.isIgnored), case .ignored(_, let reason) = events[0].content
        else { return nil }
        return reason
    }

    private func parse(
        _ delivery: VerifiedDelivery,
        from source: WebhookSource,
        isBinaryMode: Bool
    ) throws(PayloadError) -> [DeliveredEvent] {
        switch source.payload {
        case .hanzoKMS: return [try HanzoPayload.parse(delivery)]
        case .secretEvents:
            return try SecretEventsPayload(
                source: source.name,
                identityKey: sealer.identityKey,
                preset: SignaturePreset(rawValue: source.preset),
                isBinaryMode: isBinaryMode
            )
            .parse(delivery)
        }
    }

    private func pending(
        _ event: DeliveredEvent,
        from source: String,
        _ index: Int,
        _ repetitions: Repetitions
    ) -> PendingEvent {
        let (sealer, content) = (sealer, event.content)
        return PendingEvent(
            identity: event.identity,
            onRepetition: { repetitions.note(index, $0) }
        ) { position in
            try content.draft(sealing: sealer.begin(at: position), source: source)
        }
    }

    /// The actor, if all events name the same one.
    private static func commonActor(of events: [DeliveredEvent]) -> Actor? {
        let first = events.first?.actor
        return events.allSatisfy { $0.actor == first } ? first : nil
    }

    /// The identity of a delivery.
    ///
    /// It includes the source, because the same bytes to two sources are two deliveries.
    private func identity(
        of delivery: VerifiedDelivery,
        from source: String,
        at now: Timestamp
    ) -> [UInt8] {
        let window =
            delivery.identityIsUnique
            ? "" : "\(now.milliseconds / Self.repetitionWindowMilliseconds)"
        let label = "checkly-sync/delivery/v1 \(source) \(window) "
        return HMAC.authenticate(
            parts: [Array(label.utf8), delivery.identity],
            key: sealer.identityKey
        )
    }
}

extension AppendOutcome {
    /// The position to report to the sender.
    fileprivate var first: Position {
        switch self {
        case .recorded(let first, _): first
        case .duplicate(let position): position
        }
    }

    /// The word to report to the sender.
    fileprivate func word(isIgnored: Bool) -> String {
        switch self {
        case .recorded: isIgnored ? "ignored" : "recorded"
        case .duplicate: "duplicate"
        }
    }
}
