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

/// The public endpoint: receives webhook deliveries and reports its health.
///
/// A delivery is answered with 202 once it is durable. Signatures are verified over the raw bytes
/// before anything is parsed, and everything unverified gets the same response.
package final class WebhookListener: Sendable {
    /// The number of threads for work that must not run on an event loop; at least two, even on
    /// small machines.
    private static var threadCount: Int { max(2, System.coreCount) }

    /// The threads that process large deliveries and read the log.
    let threads = LogThreads(count: threadCount, label: "deliveries")
    let state: CurrentState
    let recording: DeliveryRecording
    let verifiers: VerifierCache
    let refusalCosts: RefusalCostCache
    /// The maximum size of a body in bytes.
    let bodyLimit: Int
    let nowMilliseconds: @Sendable () -> Int64
    let refusals: RefusedDeliveries
    let nearMisses: NearMisses
    let unverified: UnverifiedBytes
    let proxies: TrustedProxies
    let logger: Logger
    let onAnswer: @Sendable (_ source: String, _ status: Int) -> Void
    let onRefusal: @Sendable (_ source: String, _ reason: String) -> Void
    let onSignedTime: @Sendable (_ source: String, _ secondsAgo: Int64) -> Void

    /// Makes the listener for a log.
    ///
    /// - Parameters:
    ///   - log: Records the deliveries.
    ///   - state: Supplies the sources.
    ///   - sealer: Seals values for the log.
    ///   - bodyLimit: The maximum size of a body in bytes.
    ///   - nowMilliseconds: Returns the time in milliseconds since 1970-01-01T00:00:00Z.
    ///   - refusals: Receives refused deliveries.
    ///   - repeated: Counts the deliveries that come again.
    ///   - unverified: Counts the unverified bytes that all connections hold.
    ///   - proxies: The proxies trusted to name the client of a delivery.
    ///   - logger: Receives deliveries that could not be recorded.
    ///   - authenticate: Computes the HMAC to compare signatures with.
    ///   - onAnswer: Called for every response to a delivery; the source is `unknown` if none has
    ///     the requested name.
    ///   - onRefusal: Called for every refused delivery with the code of the reason; the source is
    ///     named as for `onAnswer`.
    ///   - onSignedTime: Called for every verified delivery with a signed time, with the seconds
    ///     from signing to arrival; negative if the sender's clock is ahead.
    package init(
        log: EventLog,
        state: CurrentState,
        sealer: SecretSealer,
        bodyLimit: Int,
        nowMilliseconds: @escaping @Sendable () -> Int64,
        refusals: RefusedDeliveries,
        repeated: RepeatedDeliveries = RepeatedDeliveries(),
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
        recording = DeliveryRecording(
            log: log,
            state: state,
            sealer: sealer,
            threads: threads,
            repeated: repeated
        )
        refusalCosts = RefusalCostCache(state)
        verifiers = VerifierCache(
            vault: Vault(reader: log.reader, sealer: sealer),
            identityKey: sealer.identityKey,
            authenticate: authenticate
        )
        self.bodyLimit = bodyLimit
        self.nowMilliseconds = nowMilliseconds
        self.refusals = refusals
        nearMisses = NearMisses(state: state, verifiers: verifiers, refusals: refusals)
        self.unverified = unverified
        self.proxies = proxies
        self.logger = logger
        self.onAnswer = onAnswer
        self.onRefusal = onRefusal
        self.onSignedTime = onSignedTime
    }

    /// How often the cost of refusals was recomputed.
    package var refusalCostsMade: Int { refusalCosts.timesMade }

    /// Makes the HTTP server that handles deliveries and passes other requests to its router.
    ///
    /// It closes connections that are too slow, that do not read responses, or that are idle.
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
                            WebhookResponse.objection($0, limits).body
                        },
                    ]
                }
            )
        }
    }

    /// Makes the router for everything except deliveries: `GET` and `HEAD /healthz`, and 405 for
    /// other methods there and at `/webhooks/{source}`.
    ///
    /// If the request has a nonce, `/healthz` uses `probe` to prove that this endpoint of this
    /// server responded.
    package func router(probe: HealthProbe? = nil) -> Router<BasicRequestContext> {
        let router = Router()
        refuseMethods(except: [.post], at: "/webhooks/:source", of: router)
        let health = { @Sendable (request: Request) -> WebhookResponse in
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
                WebhookResponse.methodNotAllowed(allow: allow).response
            }
        }
    }
}
