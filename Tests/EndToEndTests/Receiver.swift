import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TestSupport
import Testing
import WebhookSignatures

/// A web server that keeps what is posted to it, and answers 204.
final class Receiver: Sendable {
    let port: Int
    private let kept: Kept
    private let task: Task<Void, any Error>

    private final class Kept: Sendable {
        let requests = Mutex<[IncomingRequest]>([])
        let isHolding = Mutex(false)
    }

    init() async throws {
        let (kept, (ports, announce)) = (Kept(), AsyncStream.makeStream(of: Int.self))
        let router = Router()
        router.post("/**") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            let headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
            let incoming = IncomingRequest(headers: headers, body: Array(buffer: body))
            kept.requests.withLock { $0.append(incoming) }
            try await eventually("the answers are let go") {
                !kept.isHolding.withLock(\.self)
            }
            return HTTPResponse.Status.noContent
        }
        var logger = Logger(label: "receiver")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { announce.yield($0.localAddress?.port ?? 0) },
            logger: logger
        )
        task = Task(executorPreference: BackgroundThreads.shared) {
            try await application.run()
        }
        var found = 0
        for await port in ports {
            found = port
            break
        }
        (self.kept, port) = (kept, found)
    }

    deinit {
        task.cancel()
    }

    /// Holds answers back from now on, or lets them go.
    func hold(_ isHolding: Bool) { kept.isHolding.withLock { $0 = isHolding } }

    /// What was posted, oldest first.
    var requests: [IncomingRequest] { kept.requests.withLock(\.self) }
}
