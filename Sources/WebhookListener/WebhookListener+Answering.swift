internal import Cryptography
internal import EventLog
internal import HTTPTypes
package import Hummingbird
internal import LiveState
internal import Logging
internal import Projection
internal import SecretSealing
internal import SyncModel
internal import WebhookSignatures

extension WebhookListener {
    /// What `onAnswer` is told in place of a source that does not exist.
    private static let unknownSource = "unknown"

    /// Answers one delivery.
    ///
    /// `source` is the name asked for, which need not be that of a source; the address is kept with a refusal.
    package func answer(
        to request: Request,
        source name: String,
        remoteAddress: String?
    ) async -> Response {
        let source = state.read { $0.sources[name] }
        if source == nil { verifiers.forget(name) }
        let answer = await answer(
            to: request,
            from: source,
            asked: name,
            remoteAddress: remoteAddress
        )
        onAnswer(source?.name ?? Self.unknownSource, answer.status.code)
        return answer.response
    }

    private func answer(
        to request: Request,
        from source: WebhookSource?,
        asked name: String,
        remoteAddress: String?
    ) async -> WebhookAnswer {
        let headerByteCount = request.headers.reduce(0) {
            $0 + $1.name.rawName.utf8.count + $1.value.utf8.count
        }
        guard headerByteCount <= Self.headerByteLimit else { return .headersTooLarge }
        guard ContentTypeCheck.accepts(request.headers) else { return .unsupportedMediaType }
        if let length = request.headers[.contentLength].flatMap(Int.init),
            length > bodyReading.limit
        {
            return .unread(.tooLarge)
        }
        let body: [UInt8]
        do {
            body = try await bodyReading.read(request.body)
        } catch {
            return .unread(error)
        }
        let incoming = IncomingRequest(
            headers: request.headers.map { ($0.name.canonicalName, $0.value) },
            body: body
        )
        let now = Timestamp(microseconds: nowMilliseconds() * 1000)
        do {
            let (source, delivery) = try verify(incoming, from: source, now: now)
            return try await recording.record(delivery, from: source, now: now)
        } catch let refusal as Refusal {
            refuse(incoming, asked: name, refusal, remoteAddress, now: now)
            return .unauthorized
        } catch {
            logger.error(
                "A delivery could not be recorded.",
                metadata: ["source": "\(name)", "reason": "\(error)"]
            )
            return .unavailable
        }
    }

    /// Verifies a delivery; for a source that is not there, work of the same length is done.
    private func verify(
        _ request: IncomingRequest,
        from source: WebhookSource?,
        now: Timestamp
    ) throws -> (WebhookSource, VerifiedDelivery) {
        guard let source else {
            verifyDecoy(request)
            throw Refusal.unknownSource
        }
        let opened = try verifiers.open(source)
        guard source.isEnabled else {
            verifyDecoy(request)
            throw Refusal.disabledSource
        }
        return (
            source,
            try opened.verifier.verify(
                request,
                secrets: opened.secrets,
                now: now
            )
        )
    }

    /// The work of one signature, for nothing.
    private func verifyDecoy(_ request: IncomingRequest) {
        _ = HMAC.authenticate(request.body, key: recording.sealer.identityKey)
    }

    private func refuse(
        _ request: IncomingRequest,
        asked name: String,
        _ reason: any ExplainedError,
        _ remoteAddress: String?,
        now: Timestamp
    ) {
        refusals.add(
            RefusedDelivery(
                refusedAt: now,
                source: name,
                reason: reason,
                remoteAddress: remoteAddress,
                headerNames: request.headers.map(\.name)
            )
        )
    }
}
