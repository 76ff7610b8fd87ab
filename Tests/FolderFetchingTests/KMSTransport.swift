import Encodings
import OutboundHTTP
@testable import Sandbox
import Synchronization

/// Asks the sandbox KMS without a socket; reads wait while the door is closed.
final class KMSTransport: OutboundTransport {
    private struct Content {
        var isClosed = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let kms: SandboxKMSState
    private let content = Mutex(Content())

    init(_ kms: SandboxKMSState) {
        self.kms = kms
    }

    /// How many reads wait.
    var heldCount: Int { content.withLock { $0.held.count } }

    func close() { content.withLock { $0.isClosed = true } }

    func open() {
        let held = content.withLock { content in
            content.isClosed = false
            defer { content.held = [] }
            return content.held
        }
        for read in held { read.resume() }
    }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        guard let asked = SandboxRequest(request) else { throw .invalidAddress }
        guard case .answer(let answer) = await kms.outcome(for: asked) else {
            throw .connection("dropped")
        }
        // The answer is made before the door: it is as old as the read.
        if request.method == "GET" { await pass() }
        return OutboundResponse(status: answer.status, body: answer.body)
    }

    private func pass() async {
        await withCheckedContinuation { continuation in
            let isHeld = content.withLock { content in
                if content.isClosed { content.held.append(continuation) }
                return content.isClosed
            }
            if !isHeld { continuation.resume() }
        }
    }
}

extension SandboxRequest {
    fileprivate init?(_ request: OutboundRequest) {
        let parts = request.url.split(separator: "?", maxSplits: 1)
        guard let address = parts.first else { return nil }
        var query: [String: String] = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1)
            query[String(sides[0])] = percentDecoded(sides[1])
        }
        let bearer = request.headers.first { $0.name == "Authorization" }?.value
        self.init(
            method: request.method,
            segments: address.split(separator: "/").dropFirst(2).compactMap(percentDecoded),
            query: query,
            bearer: bearer.map { String($0.dropFirst("Bearer ".count)) },
            account: nil,
            body: request.body ?? []
        )
    }
}
