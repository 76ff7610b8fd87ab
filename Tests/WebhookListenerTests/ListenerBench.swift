import Encodings
import Cryptography
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InboundHTTP
import LiveLog
import Logging
import NIOCore
import NIOPosix
import SecretSealing
import Synchronization
import SyncModel
import TestSupport
import Testing
import WebhookListener
import WebhookSignatures

/// A listener over a real log in a directory of its own, and a sender that signs for it.
final class ListenerBench: Sendable {
    static let bodyLimit = 100_000
    static let secret = SecretValue("whsec_" + Base64.encode(Array("0123456789abcdef".utf8)))

    let log: EventLog
    let state = CurrentState()
    let sealer: SecretSealer
    let refusals = RefusedDeliveries()
    let repeated = RepeatedDeliveries()
    let answers = Mutex<[String]>([])
    /// The HMACs that verifying made: of which algorithm, over how many bytes.
    let authentications = Mutex<[(algorithm: HashAlgorithm, byteCount: Int)]>([])
    let signedTimes = Mutex<[String]>([])
    let milliseconds = Mutex<Int64>(1_795_000_000_000)
    let unverified: UnverifiedBytes
    let proxies: TrustedProxies

    init(
        unverifiedLimit: Int = UnverifiedBytes.defaultLimit,
        proxies: [String] = []
    ) async throws {
        unverified = UnverifiedBytes(limit: unverifiedLimit)
        self.proxies = try #require(TrustedProxies(proxies))
        let state = state
        log = try TestLog().open(onCommit: { state.apply($0) })
        sealer = try TestLog.sealer(of: log)
    }

    func listener() -> WebhookListener {
        WebhookListener(
            log: log,
            state: state,
            sealer: sealer,
            bodyLimit: Self.bodyLimit,
            nowMilliseconds: { self.milliseconds.withLock { $0 } },
            refusals: refusals,
            repeated: repeated,
            unverified: unverified,
            proxies: proxies,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            authenticate: { parts, key, algorithm in
                let count = parts.reduce(0) { $0 + $1.count }
                self.authentications.withLock { $0.append((algorithm, count)) }
                return HMAC.authenticate(parts: parts, key: key, using: algorithm)
            },
            onAnswer: { source, status in
                self.answers.withLock { $0.append("\(source) \(status)") }
            },
            onSignedTime: { source, seconds in
                self.signedTimes.withLock { $0.append("\(source) \(seconds)") }
            }
        )
    }

    /// Adds a source, or changes one; without a preset it has a custom scheme.
    func addSource(
        _ name: String,
        preset: SignaturePreset? = nil,
        scheme: [String: String] = [:],
        payload: WebhookSource.Payload = .secretEvents,
        secretCount: Int = 1,
        isEnabled: Bool = true
    ) async throws {
        let (sealer, now) = (sealer, now)
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let secrets = try (1...secretCount)
                .map { number in
                    let id = "s\(number)"
                    let (slot, _) = try sealing.seal(
                        Self.secret,
                        as: .webhookSecret(source: name, id: id)
                    )
                    return WebhookSource.Secret(
                        id: id,
                        createdAt: now,
                        notBefore: nil,
                        notAfter: nil,
                        value: SealedValueReference(position: position, slot: slot)
                    )
                }
            return sealing.draft(
                .source(
                    .created(
                        WebhookSource(
                            name: name,
                            preset: preset?.rawValue ?? "custom",
                            scheme: scheme,
                            payload: payload,
                            secrets: secrets,
                            toleranceSeconds: 300,
                            isEnabled: isEnabled,
                            createdAt: now,
                            updatedAt: now
                        )
                    )
                )
            )
        }
        _ = try await log.append(AppendRequest(events: [event]))
    }

    /// Signs a body as a sender of the preset would, and posts it.
    func send(
        _ body: String,
        to source: String = "kms",
        preset: SignaturePreset = .standardWebhooks,
        id: String = "msg-1",
        type: String = "application/json",
        secret: SecretValue = secret,
        signedAt seconds: Int64 = 0,
        more: [(name: String, value: String)] = []
    ) async throws -> Reply {
        var fields = HTTPFields()
        fields[.contentType] = type
        let headers = try SignatureSigner(scheme: preset.scheme)
            .headers(
                forBody: Array(body.utf8),
                secret: secret,
                at: now.advanced(by: .seconds(seconds)),
                id: id
            )
        for header in headers + more {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        return try await post(body, to: "/webhooks/\(source)", fields)
    }

    /// Sends a request as it is.
    func post(
        _ body: String?,
        to path: String,
        _ fields: HTTPFields = [:],
        method: HTTPRequest.Method = .post
    ) async throws -> Reply {
        try await application(of: listener())
            .test(.live) { client in
                try await client.execute(
                    uri: path,
                    method: method,
                    headers: fields,
                    body: body.map { ByteBuffer(string: $0) }
                ) { Reply($0) }
            }
    }

    /// Sends bytes over a connection, part after part, and gives all that comes back until it ends.
    ///
    /// `endsSending` closes our direction after the last part.
    func answer(
        to parts: [String],
        endsSending: Bool = false,
        limits: ConnectionLimits = ConnectionLimits(),
        from listener: WebhookListener? = nil
    ) async throws -> String {
        let application = application(of: listener ?? self.listener(), limits)
        return try await application.test(.live) { client in
            let (answers, received) = AsyncStream.makeStream(of: String.self)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { $0.pipeline.addHandler(Received(all: received)) }
                .connect(host: "127.0.0.1", port: try #require(client.port))
                .get()
            // The server may have answered and closed before it had everything.
            for part in parts { try? await channel.writeAndFlush(ByteBuffer(string: part)) }
            if endsSending { try? await channel.close(mode: .output) }
            var whole = ""
            for await part in answers { whole += part }
            return whole
        }
    }

    /// Sends everything over a connection, and reads nothing until answers have ceased to be made.
    ///
    /// - Returns: How many answers there were by then, and everything that is read in the end.
    func answersWithoutReading(_ text: String) async throws -> (made: Int, all: String) {
        try await application(of: listener())
            .test(.live) { client in
                let (answers, received) = AsyncStream.makeStream(of: String.self)
                let channel = try await ClientBootstrap(
                    group: MultiThreadedEventLoopGroup.singleton
                )
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.socketOption(.so_rcvbuf), value: 4096)
                .channelOption(.autoRead, value: false)
                .channelInitializer { $0.pipeline.addHandler(Received(all: received)) }
                .connect(host: "127.0.0.1", port: try #require(client.port))
                .get()
                channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
                var (made, before) = (0, -1)
                while made == 0 || made != before {
                    before = made
                    try await Task.sleep(for: .milliseconds(500))
                    made = self.answers.withLock(\.count)
                }
                try await channel.setOption(.autoRead, value: true).get()
                return (made, await answers.reduce("", +))
            }
    }

    /// Sends everything over a connection, reads nothing, and waits until the server ends it.
    ///
    /// - Returns: The status of the response to another client after that.
    func statusOfAnother(
        onceCutOff text: String,
        limits: ConnectionLimits
    ) async throws -> Int {
        try await application(of: listener(), limits)
            .test(.live) { client in
                let channel = try await ClientBootstrap(
                    group: MultiThreadedEventLoopGroup.singleton
                )
                .channelOption(.socketOption(.so_rcvbuf), value: 4096)
                .channelOption(.autoRead, value: false)
                .connect(host: "127.0.0.1", port: try #require(client.port))
                .get()
                channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
                try await channel.closeFuture.get()
                return try await client.execute(uri: "/healthz", method: .get) { $0.status.code }
            }
    }

    private func application(
        of listener: WebhookListener,
        _ limits: ConnectionLimits = ConnectionLimits()
    ) -> some ApplicationProtocol {
        Application(
            router: listener.router(probe: HealthProbe(secret: [1])),
            server: listener.server(limits),
            configuration: .init(address: .hostname("127.0.0.1", port: 0))
        )
    }
}

/// Passes on what a connection receives until it ends, or nothing more comes.
private final class Received: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let all: AsyncStream<String>.Continuation

    init(all: AsyncStream<String>.Continuation) {
        self.all = all
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        all.yield(String(buffer: unwrapInboundIn(data)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            all.finish()
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        all.finish()
    }
}
