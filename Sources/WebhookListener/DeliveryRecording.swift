internal import Cryptography
internal import EventLog
internal import LiveState
internal import SecretSealing
internal import SyncModel
internal import WebhookSignatures

/// Reads verified deliveries and records them, all of one or nothing.
struct DeliveryRecording: Sendable {
    /// Equal bodies are one delivery within this window, where the signature covers nothing that tells them apart.
    ///
    /// Notifications are never taken for one: the second may tell of another change, made after the folder was read.
    static let repetitionWindowMilliseconds: Int64 = 600_000

    let log: EventLog
    let state: LiveState
    let sealer: SecretSealer
    /// Where the log is asked for fingerprint keys that the sealer does not have.
    let threads: LogThreads

    /// Records one delivery; `done` is told what the sender is told, or why nothing was recorded.
    func record(
        _ delivery: VerifiedDelivery,
        from source: WebhookSource,
        remoteAddress: String? = nil,
        isBinaryMode: Bool = false,
        now: Timestamp,
        answeringAt place: AnswerPlace? = nil,
        done: @escaping @Sendable (Result<WebhookAnswer, EventLogError>) -> Void
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
            request.events = [PendingEvent(.deliveryMalformed(reason: "\(error)"))]
            // It took effect neither time, so its sender must not take a repetition for a success.
            let answer = WebhookAnswer.malformed(error)
            return append(request, place, done, whenRepeated: { _ in answer }) { _, _ in answer }
        }
        if request.deliveryID == nil, events.count == 1 {
            request.deliveryID = events[0].id.map(PayloadLimit.displayed)
        }
        if !delivery.identityIsUnique, events.contains(where: \.isNotification) {
            request.identity = nil
        }
        request.actor = Self.commonActor(of: events)
        request.events = events.map { pending($0, from: source.name) }
        let (deliveryID, reason) = (request.deliveryID, Self.reasonToIgnore(events))
        let leftOut = events.flatMap(\.content.leftOut)
        let accepted = { @Sendable (status: String, position: Position, superseded: [String]) in
            WebhookAnswer.accepted(
                status,
                reason: reason,
                leftOut: leftOut,
                position: position,
                deliveryID: deliveryID,
                superseded: superseded
            )
        }
        let write = { @Sendable [self, request] in
            append(request, place, done, whenRepeated: { accepted("duplicate", $0, []) }) {
                [state] first, last in
                // The state has taken in what is recorded before its sender is told.
                let superseded = state.takeSuperseded(from: first, through: last)
                return accepted(reason == nil ? "recorded" : "ignored", first, superseded)
            }
        }
        let names = events.lazy.flatMap { $0.content.names(from: source.name) }
        if place == nil || sealer.knowsKeys(of: names) { write() } else { threads.run(write) }
    }

    private func append(
        _ request: AppendRequest,
        _ place: AnswerPlace?,
        _ done: @escaping @Sendable (Result<WebhookAnswer, EventLogError>) -> Void,
        whenRepeated: @escaping @Sendable (Position) -> WebhookAnswer,
        whenRecorded: @escaping @Sendable (_ first: Position, _ last: Position) -> WebhookAnswer
    ) {
        log.append(request, answeringAt: place) { result in
            done(
                result.map { outcome in
                    switch outcome {
                    case .recorded(let first, let last): whenRecorded(first, last)
                    case .duplicate(let position): whenRepeated(position)
                    }
                }
            )
        }
    }

    /// Why nothing of a delivery is acted on; nil where something is.
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

    private func pending(_ event: DeliveredEvent, from source: String) -> PendingEvent {
        let (sealer, content) = (sealer, event.content)
        return PendingEvent(identity: event.identity) { position in
            try content.draft(sealing: sealer.begin(at: position), source: source)
        }
    }

    /// Who sent it, if all events name the same one.
    private static func commonActor(of events: [DeliveredEvent]) -> Actor? {
        let first = events.first?.actor
        return events.allSatisfy { $0.actor == first } ? first : nil
    }

    /// The same bytes to two sources are two deliveries, so the source's name is in it.
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
