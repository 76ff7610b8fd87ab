internal import EventLog
internal import HTTPTypes
package import Hummingbird
internal import LiveState
internal import Logging
internal import NIOCore
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
        on connection: RequestConnection
    ) async -> Response {
        let source = state.read { $0.sources[name] }
        if source == nil { verifiers.forget(name) }
        let answer = await answer(
            to: request,
            from: source,
            asked: name,
            on: connection
        )
        onAnswer(source?.name ?? Self.unknownSource, answer.status.code)
        return answer.response
    }

    private func answer(
        to request: Request,
        from source: WebhookSource?,
        asked name: String,
        on connection: RequestConnection
    ) async -> WebhookAnswer {
        let headers = ReceivedHeaders(request.headers)
        guard headers.byteCount <= Self.headerByteLimit else { return .headersTooLarge }
        guard headers.isMediaTypeAccepted else { return .unsupportedMediaType }
        guard headers.contentLength ?? 0 <= bodyReading.limit else {
            connection.endSoon()
            return .unread(.tooLarge)
        }
        let body: [UInt8]
        do {
            body = try await bodyReading.read(request.body)
        } catch {
            connection.endSoon()
            let isSlow = error == .broken ? await connection.hasEndedInput() : false
            return .unread(isSlow ? .tooSlow : error)
        }
        let incoming = IncomingRequest(headers: headers.fields, body: body)
        let now = Timestamp(microseconds: nowMilliseconds() * 1000)
        do {
            let (source, delivery) = try verify(
                incoming,
                from: source,
                asked: name,
                now: now
            )
            if let signedAt = delivery.signedAt {
                onSignedTime(source.name, (now.milliseconds - signedAt.milliseconds) / 1000)
            }
            return try await recording.record(
                delivery,
                from: source,
                remoteAddress: connection.remoteAddress?.ipAddress,
                now: now
            )
        } catch let refusal as Refusal {
            refusals.add(
                RefusedDelivery(
                    refusedAt: now,
                    source: name,
                    scheme: try? source?.signatureScheme(),
                    reason: refusal,
                    remoteAddress: connection.remoteAddress?.ipAddress,
                    headers: incoming.headers
                )
            )
            return .unauthorized
        } catch {
            logger.error(
                "A delivery could not be recorded.",
                metadata: ["source": "\(name)", "reason": "\(error)"]
            )
            return .unavailable
        }
    }

    /// Verifies a delivery; every refusal costs the same, whether there is such a source or not.
    private func verify(
        _ request: IncomingRequest,
        from source: WebhookSource?,
        asked name: String,
        now: Timestamp
    ) throws -> (WebhookSource, VerifiedDelivery) {
        guard let source else {
            let crowd = crowd(asked: name)
            verifiers.standIn(for: crowd.standIn).workInVain(on: request, crowd.work)
            throw Refusal.unknownSource
        }
        let verifier = try verifiers.verifier(of: source)
        guard source.isEnabled else {
            verifier.workInVain(on: request, crowd(asked: name).work)
            throw Refusal.disabledSource
        }
        let delivery = try verifier.verify(request, now: now) { crowd(asked: name).work }
        return (source, delivery)
    }

    private func crowd(asked name: String) -> SourceCrowd {
        SourceCrowd(state.read(\.sources), asked: name, key: recording.sealer.identityKey)
    }
}
