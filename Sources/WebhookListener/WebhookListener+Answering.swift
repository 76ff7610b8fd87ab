internal import Cryptography
internal import EventLog
internal import LiveLog
internal import Logging
internal import Projection
internal import SecretSealing
internal import SyncModel
internal import WebhookSignatures

extension WebhookListener {
    /// The name reported to `onAnswer` for a source that does not exist.
    private static let unknownSource = "unknown"

    /// Why a delivery is refused before its body is read; nil if it is not.
    func objection(to headers: ReceivedHeaders) -> WebhookResponse? {
        if !headers.isMediaTypeAccepted { return .unsupportedMediaType }
        if headers.contentLength ?? 0 > bodyLimit { return .unread(.tooLarge) }
        return nil
    }

    /// Counts a response that was sent before the delivery was complete.
    func note(_ answer: WebhookResponse, toDeliveryFor requested: RequestedSource) {
        onAnswer(source(requested)?.name ?? Self.unknownSource, answer.status)
    }

    private func source(_ requested: RequestedSource) -> WebhookSource? {
        requested.name.flatMap { state.source(named: $0) }
    }

    /// Whether the response needs no disk access first.
    func answersAtOnce(to requested: RequestedSource) -> Bool {
        source(requested).map(verifiers.hasVerifier) ?? true
    }

    /// Processes a completely received delivery.
    ///
    /// The address is recorded if the delivery is refused. `done` is called once: on this thread,
    /// on the given executor, or otherwise on the log's writer, where it must return at once.
    func answer(
        _ request: IncomingRequest,
        to requested: RequestedSource,
        from remoteAddress: String?,
        answeringAt place: ReplyExecutor? = nil,
        done: @escaping @Sendable (WebhookResponse) -> Void
    ) {
        let source = source(requested)
        if source == nil, let name = requested.name { verifiers.forget(name) }
        let shownName = source?.name ?? Self.unknownSource
        answer(
            request,
            of: source,
            requested: requested.shown,
            from: remoteAddress,
            answeringAt: place
        ) {
            [onAnswer] answer in
            onAnswer(shownName, answer.status)
            done(answer)
        }
    }

    private func answer(
        _ request: IncomingRequest,
        of source: WebhookSource?,
        requested name: String,
        from remoteAddress: String?,
        answeringAt place: ReplyExecutor?,
        done: @escaping @Sendable (WebhookResponse) -> Void
    ) {
        let now = Timestamp(microseconds: nowMilliseconds() * 1000)
        do {
            let (source, delivery) = try verify(request, from: source, requested: name, now: now)
            if let signedAt = delivery.signedAt {
                onSignedTime(source.name, (now.milliseconds - signedAt.milliseconds) / 1000)
            }
            recording.record(
                delivery,
                from: source,
                remoteAddress: remoteAddress,
                isBinaryMode: request.headers.contains { $0.name == "ce-specversion" },
                now: now,
                answeringAt: place
            ) {
                [self] result in
                switch result {
                case .success(let answer): done(answer)
                case .failure(let error): done(unrecorded(name, error))
                }
            }
        } catch let refusal as Refusal {
            onRefusal(source?.name ?? Self.unknownSource, refusal.code)
            let number = refusals.add(
                RefusedDelivery(
                    refusedAt: now,
                    source: name,
                    scheme: try? source?.signatureScheme(),
                    reason: refusal,
                    remoteAddress: remoteAddress,
                    headers: request.headers
                )
            )
            done(.unauthorized)
            nearMisses.look(
                into: request,
                number,
                of: source,
                standIn: source == nil ? standIn(for: name) : nil,
                now: now
            )
        } catch {
            done(unrecorded(name, error))
        }
    }

    /// The source that stands in for one that does not exist; nil if there is none at all.
    private func standIn(for name: String) -> WebhookSource? {
        refusalCosts.cost.standIn(for: name, key: recording.sealer.identityKey)
    }

    private func unrecorded(_ name: String, _ error: any Error) -> WebhookResponse {
        logger.error(
            "delivery not recorded",
            metadata: ["source": "\(name)", "reason": "\(error)"]
        )
        return .unavailable
    }

    /// Verifies a delivery; every refusal costs the same, whether the source exists or not.
    private func verify(
        _ request: IncomingRequest,
        from source: WebhookSource?,
        requested name: String,
        now: Timestamp
    ) throws -> (WebhookSource, VerifiedDelivery) {
        guard let source else {
            let work = refusalCosts.cost.work
            verifiers.standIn(for: standIn(for: name)).workInVain(on: request, work)
            throw Refusal.unknownSource
        }
        let verifier = try verifiers.verifier(of: source)
        guard source.isEnabled else {
            verifier.workInVain(on: request, refusalCosts.cost.work)
            throw Refusal.disabledSource
        }
        let delivery = try verifier.verify(request, now: now) { refusalCosts.cost.work }
        return (source, delivery)
    }
}
