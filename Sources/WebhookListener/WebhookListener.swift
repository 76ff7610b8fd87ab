internal import Cryptography
package import EventLog
internal import HTTPTypes
package import Hummingbird
package import HummingbirdCore
package import LiveState
package import Logging
package import NIOCore
package import SecretSealing
package import WebhookSignatures

/// The public side: takes webhook deliveries, and says that it lives.
///
/// A delivery is answered 202 when it is durably on disk. Signatures are checked over the raw bytes before anything is
/// parsed, and everything that does not verify gets one answer.
package struct WebhookListener: Sendable {
    /// How long a sender may take for a body unless told otherwise.
    package static let defaultBodyDeadline = Duration.seconds(20)

    /// How many bytes the names and values of a request's headers may have together.
    package static let headerByteLimit = 16_384

    let state: LiveState
    let recording: DeliveryRecording
    let verifiers: VerifierCache
    let bodyReading: BodyReading
    let nowMilliseconds: @Sendable () -> Int64
    let refusals: RefusedDeliveries
    let logger: Logger
    let onAnswer: @Sendable (_ source: String, _ status: Int) -> Void
    let onSignedTime: @Sendable (_ source: String, _ secondsAgo: Int64) -> Void

    /// Makes the listener of one log.
    ///
    /// `bodyLimit` is in bytes, and `bodyDeadline` is for a whole body; `nowMilliseconds` gives the time since
    /// 1970-01-01T00:00:00Z. `onAnswer` is told of each answer to a delivery; where there is no source of the name asked
    /// for, it is told `unknown`. `authenticate` makes what signatures are compared with. `onSignedTime` is told how long before its arrival each verified delivery was signed,
    /// where its signature covers a time; less than nothing means that the sender's clock is ahead.
    package init(
        log: EventLog,
        state: LiveState,
        sealer: SecretSealer,
        bodyLimit: Int,
        bodyDeadline: Duration = defaultBodyDeadline,
        nowMilliseconds: @escaping @Sendable () -> Int64,
        refusals: RefusedDeliveries,
        logger: Logger,
        authenticate: @escaping Authenticator = {
            HMAC.authenticate(parts: $0, key: $1, using: $2)
        },
        onAnswer: @escaping @Sendable (_ source: String, _ status: Int) -> Void,
        onSignedTime: @escaping @Sendable (_ source: String, _ secondsAgo: Int64) -> Void = {
            _,
            _ in
        }
    ) {
        self.state = state
        recording = DeliveryRecording(log: log, sealer: sealer)
        verifiers = VerifierCache(log: log, sealer: sealer, authenticate: authenticate)
        bodyReading = BodyReading(limit: bodyLimit, deadline: bodyDeadline)
        self.nowMilliseconds = nowMilliseconds
        self.refusals = refusals
        self.logger = logger
        self.onAnswer = onAnswer
        self.onSignedTime = onSignedTime
    }

    /// The HTTP server for the router; it ends connections whose bodies come too slowly, and those that are silent.
    package static func server(
        bodyDeadline: Duration = defaultBodyDeadline,
        idleTimeout: TimeAmount? = nil
    ) -> HTTPServerBuilder {
        .http1(
            configuration: .init(
                additionalChannelHandlers: [BodyDeadlineHandler(deadline: bodyDeadline)],
                idleTimeout: idleTimeout
            )
        )
    }

    /// A router for `POST /webhooks/{source}` and `GET /healthz`; other methods there are answered 405.
    package func router() -> Router<ListenerContext> {
        let router = Router(context: ListenerContext.self)
        router.post("/webhooks/:source") { request, context in
            await answer(
                to: request,
                source: context.parameters.get("source") ?? "",
                on: context.connection
            )
        }
        refuseMethods(except: [.post], at: "/webhooks/:source", of: router)
        router.get("/healthz") { _, _ in WebhookAnswer.healthy.response }
        refuseMethods(except: [.get], at: "/healthz", of: router)
        return router
    }

    private func refuseMethods(
        except allowed: [HTTPRequest.Method],
        at path: RouterPath,
        of router: Router<ListenerContext>
    ) {
        let all: [HTTPRequest.Method] = [
            .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
        ]
        let allow = allowed.map(\.rawValue).joined(separator: ", ")
        for method in all where !allowed.contains(method) {
            router.on(path, method: method) { _, _ in
                WebhookAnswer.methodNotAllowed(allow: allow).response
            }
        }
    }
}
