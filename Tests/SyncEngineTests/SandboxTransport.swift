import Encodings
import OutboundHTTP
@testable import Sandbox
import Synchronization
import TestSupport
import Testing

/// Asks the sandbox without a socket; what a gate holds arrives when it opens.
struct SandboxTransport: OutboundTransport {
    let checkly: SandboxChecklyState
    let gate: Gate

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        await gate.pass(request)
        guard let asked = SandboxRequest(request) else { throw .invalidAddress }
        let outcome = await checkly.outcome(for: asked)
        await gate.passAnswer(to: request)
        switch outcome {
        case .answer(let answer):
            return OutboundResponse(
                status: answer.status,
                headers: answer.headers.map { (name: $0.key, value: $0.value) },
                body: answer.body
            )
        case .dropped: throw .connection("dropped")
        }
    }
}

/// Holds requests back until a test lets them go.
final class Gate: Sendable {
    private struct Content {
        var holds: (@Sendable (OutboundRequest) -> Bool)?
        var holdsAnswer: (@Sendable (OutboundRequest) -> Bool)?
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let content = Mutex(Content())

    /// How many requests wait.
    var heldCount: Int { content.withLock { $0.held.count } }

    func close(_ holds: @escaping @Sendable (OutboundRequest) -> Bool) {
        content.withLock { $0.holds = holds }
    }

    /// Holds answers back on their way from now on; the requests have had their effect.
    func closeForAnswers(_ holds: @escaping @Sendable (OutboundRequest) -> Bool) {
        content.withLock { $0.holdsAnswer = holds }
    }

    func open() {
        let held = content.withLock { content in
            content.holds = nil
            content.holdsAnswer = nil
            defer { content.held = [] }
            return content.held
        }
        for request in held { request.resume() }
    }

    /// Returns once a number of requests wait.
    func holding(_ count: Int, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually("\(count) requests wait", sourceLocation: sourceLocation) {
            heldCount >= count
        }
    }

    func pass(_ request: OutboundRequest) async {
        await pass(request, \.holds)
    }

    func passAnswer(to request: OutboundRequest) async {
        await pass(request, \.holdsAnswer)
    }

    private func pass(
        _ request: OutboundRequest,
        _ holds: any KeyPath<Content, (@Sendable (OutboundRequest) -> Bool)?> & Sendable
    ) async {
        await withCheckedContinuation { continuation in
            let isHeld = content.withLock { content in
                guard content[keyPath: holds]?(request) == true else { return false }
                content.held.append(continuation)
                return true
            }
            if !isHeld { continuation.resume() }
        }
    }
}

extension SandboxRequest {
    fileprivate init?(_ request: OutboundRequest) {
        let parts = request.url.split(separator: "?", maxSplits: 1)
        guard let address = parts.first else { return nil }
        let segments = address.split(separator: "/").dropFirst(2).compactMap(percentDecoded)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&")
            .map { $0.split(separator: "=") }
        func header(_ name: String) -> String? {
            request.headers.first { $0.name.lowercased() == name }?.value
        }
        self.init(
            method: request.method,
            segments: segments,
            query: Dictionary(
                query.map { (String($0[0]), String($0[1])) },
                uniquingKeysWith: { _, last in last }
            ),
            bearer: header("authorization").map { String($0.dropFirst("Bearer ".count)) },
            account: header("x-checkly-account"),
            body: request.body ?? []
        )
    }
}
