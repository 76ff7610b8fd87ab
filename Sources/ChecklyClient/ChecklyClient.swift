internal import Encodings
package import OutboundHTTP
package import SyncModel

/// Typed calls for Checkly's accounts, variables and groups.
///
/// Every request waits for the account's budget. Statuses 408, 429 and 5xx and broken connections
/// are retried a bounded number of times. Responses to writes echo the value, so none is kept or
/// shown.
package struct ChecklyClient: Sendable {
    /// The maximum number of attempts for one request.
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

    /// Makes a client for one API key.
    ///
    /// - Parameters:
    ///   - baseURL: Checkly's address; trailing slashes are ignored.
    ///   - apiKey: The key of a user or service account.
    ///   - transport: Sends the requests.
    ///   - budget: Limits the requests to each account.
    ///   - sleep: Waits between attempts.
    ///   - jitter: Returns numbers from 0 to 1, which spread the waits between attempts.
    ///   - onRequest: Called after every single request, retries included.
    package init(
        baseURL: String,
        apiKey: SecretValue,
        transport: any OutboundTransport,
        budget: RequestBudget,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        jitter: @escaping @Sendable () -> Double,
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

    /// The same client for showing things; its requests yield to those of pushes.
    package var looking: ChecklyClient {
        var client = self
        client.purpose = .look
        return client
    }

    /// The transient failures that `send` retries.
    enum Repetition {
        case all
        /// Only status 429, after which the request certainly had no effect.
        case rateLimit
    }

    /// Sends a request and retries transient failures.
    ///
    /// Neither the API key nor any of `secrets` appears in an error. If only 429 is retried,
    /// `cancelled` means that the request had no effect.
    ///
    /// - Returns: The response, and whether one to an earlier attempt was lost, which may have had
    ///   an effect.
    func send(
        _ method: String,
        _ path: String,
        account: String?,
        body: JSONValue? = nil,
        secrets: [SecretValue] = [],
        repeating repetition: Repetition = .all
    ) async throws(ChecklyError) -> (response: OutboundResponse, hasLostAnswer: Bool) {
        var failure = ChecklyError.rateLimited
        var hasLostAnswer = false
        for attempt in 0..<Self.attemptLimit {
            do {
                // The budget comes last, because a counted request must start at once.
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
            case 200...299, 404, 409: return (response, hasLostAnswer)
            default:
                let error = error(of: response, secrets: secrets)
                throw hasLostAnswer ? .afterLostAnswer(error) : error
            }
        }
        throw failure
    }

    /// Waits before a retry, longer each time; the first retry is number 1.
    func pause(beforeRetry number: Int) async throws {
        try await sleep(Self.firstDelay * (1 << (number - 1)) * (0.5 + jitter() / 2))
    }

    /// Completes an exchange even if the task is cancelled, so that the outcome of a write is
    /// known; the request's deadline limits it.
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
