internal import Cryptography
package import EventLog
internal import HTTPTypes
package import Hummingbird
package import HummingbirdCore
package import InboundHTTP
package import LiveLog
package import Logging
internal import NIOCore
package import SecretSealing
package import WebhookSignatures

/// The public side: takes webhook deliveries, and says that it lives.
///
/// A delivery is answered 202 when it is durably on disk. Signatures are checked over the raw bytes before anything is
/// parsed, and everything that does not verify gets one answer.
package final class WebhookListener: Sendable {
    /// How many threads take what must not be done on an event loop; those of a small machine need two as well.
    private static var threadCount: Int { max(2, System.coreCount) }

    /// Where large deliveries are read, and the log for those that need it.
    let threads = LogThreads(count: threadCount, label: "deliveries")
    let state: CurrentState
    let recording: DeliveryRecording
    let verifiers: VerifierCache
    let crowds: CrowdCache
    /// Bytes.
    let bodyLimit: Int
    let nowMilliseconds: @Sendable () -> Int64
    let refusals: RefusedDeliveries
    let unverified: UnverifiedBytes
    let proxies: TrustedProxies
    let logger: Logger
    let onAnswer: @Sendable (_ source: String, _ status: Int) -> Void
    let onRefusal: @Sendable (_ source: String, _ reason: String) -> Void
    let onSignedTime: @Sendable (_ source: String, _ secondsAgo: Int64) -> Void

    /// Makes the listener of one log.
    ///
    /// - Parameters:
    ///   - log: Where deliveries are recorded.
    ///   - state: What has the sources.
    ///   - sealer: Of that log.
    ///   - bodyLimit: Bytes.
    ///   - nowMilliseconds: The time since 1970-01-01T00:00:00Z.
    ///   - refusals: Where refused deliveries are noted.
    ///   - unverified: Counts what all connections hold of bodies that nobody has vouched for.
    ///   - proxies: Who may say for whom a delivery is forwarded.
    ///   - logger: Is told of what could not be recorded.
    ///   - authenticate: Makes what signatures are compared with.
    ///   - onAnswer: Is told of each answer to a delivery; the source is `unknown` where there is none of the name asked
    ///     for.
    ///   - onRefusal: Is told of each refused delivery, with the code of the reason; the source is named as in `onAnswer`.
    ///   - onSignedTime: Is told how long before its arrival each verified delivery was signed, where its signature covers
    ///     a time; less than nothing means that the sender's clock is ahead.
    package init(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        bodyLimit: Int,
        nowMilliseconds: @escaping @Sendable () -> Int64,
        refusals: RefusedDeliveries,
        unverified: UnverifiedBytes = UnverifiedBytes(),
        proxies: TrustedProxies = .none,
        logger: Logger,
        authenticate: @escaping Authenticator = {
            HMAC.authenticate(parts: $0, key: $1, using: $2)
        },
        onAnswer: @escaping @Sendable (_ source: String, _ status: Int) -> Void,
        onRefusal: @escaping @Sendable (_ source: String, _ reason: String) -> Void = { _, _ in },
        onSignedTime: @escaping @Sendable (_ source: String, _ secondsAgo: Int64) -> Void = {
            _,
            _ in
        }
    ) {
        self.state = state
        recording = DeliveryRecording(log: log, state: state, sealer: sealer, threads: threads)
        crowds = CrowdCache(state)
        verifiers = VerifierCache(log: log, sealer: sealer, authenticate: authenticate)
        self.bodyLimit = bodyLimit
        self.nowMilliseconds = nowMilliseconds
        self.refusals = refusals
        self.unverified = unverified
        self.proxies = proxies
        self.logger = logger
        self.onAnswer = onAnswer
        self.onRefusal = onRefusal
        self.onSignedTime = onSignedTime
    }

    /// How often what hides a source among all was made anew.
    package var crowdsMade: Int { crowds.timesMade }

    /// The HTTP server that takes the deliveries, and hands everything else to its router.
    ///
    /// It ends connections that come too slowly, that take no answer, and that are silent.
    package func server(
        _ limits: ConnectionLimits = ConnectionLimits(),
        certificate: ServerCertificate? = nil
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            HTTPConnections(
                responder: responder,
                limits: limits,
                certificate: certificate,
                beforeHTTP: { [ReadAheadHandler()] },
                afterHTTP: {
                    [
                        DeliveryHandler(listener: self, limits: limits),
                        RequestGate(RequestRules(limits), idleTimeout: nil) {
                            WebhookAnswer.objection($0, limits).body
                        },
                    ]
                }
            )
        }
    }

    /// A router for all but deliveries: `GET` and `HEAD /healthz`, and 405 for other methods there and at `/webhooks/{source}`.
    ///
    /// Asked with a nonce, `/healthz` proves with `probe` that it is this side of this server that
    /// answers.
    package func router(probe: HealthProbe? = nil) -> Router<BasicRequestContext> {
        let router = Router()
        refuseMethods(except: [.post], at: "/webhooks/:source", of: router)
        let health = { @Sendable (request: Request) -> WebhookAnswer in
            guard let probe, let nonce = HealthProbe.nonce(in: request.uri.query) else {
                return .healthy
            }
            guard let proof = probe.proof(of: nonce, from: .webhooks) else {
                return .nonceMalformed
            }
            return .proven(by: proof)
        }
        router.get("/healthz") { request, _ in health(request).response }
        router.head("/healthz") { request, _ in health(request).response.createHeadResponse() }
        refuseMethods(except: [.get, .head], at: "/healthz", of: router)
        return router
    }

    private func refuseMethods(
        except allowed: [HTTPRequest.Method],
        at path: RouterPath,
        of router: Router<BasicRequestContext>
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
