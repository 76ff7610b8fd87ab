internal import Encodings
package import OutboundHTTP
package import SyncModel

/// Checkly's accounts, variables and groups as typed calls.
///
/// Every request waits for the account's budget; 408, 429, 5xx and broken connections are tried
/// again a bounded number of times. Answers to writes echo the value, so nothing of them is kept or
/// shown.
package struct ChecklyClient: Sendable {
    /// How often one request is sent at most.
    static let attemptLimit = 4
    private static let firstDelay = Duration.milliseconds(250)

    private let baseURL: String
    let apiKey: SecretValue
    private let transport: any OutboundTransport
    private let budget: RequestBudget
    private let sleep: @Sendable (Duration) async throws -> Void
    private let jitter: @Sendable () -> Double
    private let onRequest: @Sendable (ChecklyRequestOutcome) -> Void
    private var purpose = RequestPriority.push

    /// Makes a client of one API key.
    ///
    /// Slashes at the end of `baseURL` do not count. `jitter` gives numbers from 0 to 1, which
    /// spread the waits between two tries. `onRequest` hears of every single request, also of those
    /// that are tried again.
    package init(
        baseURL: String,
        apiKey: SecretValue,
        transport: any OutboundTransport,
        budget: RequestBudget,
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        },
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        onRequest: @escaping @Sendable (ChecklyRequestOutcome) -> Void = { _ in }
    ) {
        self.baseURL = String(baseURL.reversed().drop { $0 == "/" }.reversed())
        self.apiKey = apiKey
        self.transport = transport
        self.budget = budget
        self.sleep = sleep
        self.jitter = jitter
        self.onRequest = onRequest
    }

    /// The same client for somebody who only looks: its requests let those of pushes go first.
    package var looking: ChecklyClient {
        var client = self
        client.purpose = .look
        return client
    }

    /// Which passing failures `send` tries again by itself.
    enum Repetition {
        case all
        /// Only a 429, after which it is certain that the request had no effect.
        case rateLimit
    }

    /// Sends a request until it is answered by something other than a passing failure.
    ///
    /// Neither the API key nor `secrets` appear in an error. Where only a 429 is tried again,
    /// `cancelled` means that the request had no effect.
    func send(
        _ method: String,
        _ path: String,
        account: String?,
        body: JSONValue? = nil,
        secrets: [SecretValue] = [],
        repeating repetition: Repetition = .all
    ) async throws(ChecklyError) -> OutboundResponse {
        var failure = ChecklyError.rateLimited
        var hasLostAnswer = false
        for attempt in 0..<Self.attemptLimit {
            do {
                // The budget comes last: what it counts begins at once.
                if attempt > 0, failure != .rateLimited { try await pause(beforeRetry: attempt) }
                try await budget.acquire(account ?? "", for: purpose)
            } catch {
                throw .cancelled
            }
            let response: OutboundResponse
            let result = await exchange(request(method, path, account: account, body: body))
            onRequest(ChecklyRequestOutcome(method: method, path: path, result: result))
            switch result {
            case .success(let answer): response = answer
            case .failure(let error):
                failure = .transport(error)
                hasLostAnswer = true
                if repetition == .rateLimit { throw failure }
                continue
            }
            switch response.status {
            case 429:
                failure = .rateLimited
                await budget.close(account ?? "", for: RetryAfter.duration(of: response))
            case 408, 500...599:
                failure = .unavailable(status: response.status)
                hasLostAnswer = true
                if repetition == .rateLimit { throw failure }
            case 200...299, 404, 409: return response
            default:
                let error = error(of: response, secrets: secrets)
                throw hasLostAnswer ? .afterLostAnswer(error) : error
            }
        }
        throw failure
    }

    /// Waits ever longer before the first, second, … retry.
    func pause(beforeRetry number: Int) async throws {
        try await sleep(Self.firstDelay * (1 << (number - 1)) * (0.5 + jitter() / 2))
    }

    /// Carries an exchange to its end even when the task is cancelled, so that a write which began
    /// is known by its outcome; the request's own deadline bounds it.
    private func exchange(
        _ request: OutboundRequest
    ) async -> Result<OutboundResponse, TransportError> {
        let transport = transport
        return await Task { () async -> Result<OutboundResponse, TransportError> in
            do throws(TransportError) {
                return .success(try await transport.send(request))
            } catch {
                return .failure(error)
            }
        }
        .value
    }

    private func request(
        _ method: String,
        _ path: String,
        account: String?,
        body: JSONValue?
    ) -> OutboundRequest {
        var headers = [
            ("Authorization", "Bearer \(apiKey.reveal())"),
            ("Accept", "application/json"), ("User-Agent", "checkly-sync"),
        ]
        if let account { headers.append(("X-Checkly-Account", account)) }
        if body != nil { headers.append(("Content-Type", "application/json")) }
        return OutboundRequest(
            method: method,
            url: baseURL + path,
            headers: headers.map { (name: $0.0, value: $0.1) },
            body: body.map { Array($0.text.utf8) }
        )
    }
}
