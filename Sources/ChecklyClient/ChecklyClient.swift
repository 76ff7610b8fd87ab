package import OutboundHTTP
package import SyncModel

/// Checkly's accounts, variables and groups as typed calls.
///
/// Every request waits for the account's budget; 408, 429, 5xx and broken connections are tried
/// again a bounded number of times. Answers to writes echo the value, so nothing of them is kept or
/// shown.
package struct ChecklyClient: Sendable {
    /// How often one request is sent at most.
    private static let attemptLimit = 4
    private static let firstDelay = Duration.milliseconds(250)
    /// How much of an explanation is kept, in characters.
    private static let explanationLimit = 300

    private let baseURL: String
    private let apiKey: SecretValue
    private let transport: any OutboundTransport
    private let budget: RequestBudget
    private let sleep: @Sendable (Duration) async throws -> Void

    package init(
        baseURL: String,
        apiKey: SecretValue,
        transport: any OutboundTransport,
        budget: RequestBudget,
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.transport = transport
        self.budget = budget
        self.sleep = sleep
    }

    /// Sends a request until it is answered by something other than a passing failure.
    ///
    /// Neither the API key nor `secrets` appear in an error.
    func send(
        _ method: String,
        _ path: String,
        account: String?,
        body: CanonicalValue? = nil,
        secrets: [SecretValue] = []
    ) async throws(ChecklyError) -> OutboundResponse {
        var failure = ChecklyError.rateLimited
        for attempt in 0..<Self.attemptLimit {
            do {
                // The budget comes last: what it counts begins at once.
                if attempt > 0, failure != .rateLimited {
                    try await sleep(
                        Self.firstDelay * (1 << (attempt - 1)) * Double.random(in: 0.5...1)
                    )
                }
                try await budget.acquire(account ?? "")
            } catch {
                throw .cancelled
            }
            let response: OutboundResponse
            switch await exchange(request(method, path, account: account, body: body)) {
            case .success(let answer): response = answer
            case .failure(let error):
                failure = .transport(error)
                continue
            }
            switch response.status {
            case 429:
                failure = .rateLimited
                await budget.close(account ?? "", for: RetryAfter.duration(of: response))
            case 408, 500...599: failure = .unavailable(status: response.status)
            case 200...299, 404, 409: return response
            default: throw error(of: response, secrets: secrets)
            }
        }
        throw failure
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
        body: CanonicalValue?
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
            body: body.map { Array($0.json.utf8) }
        )
    }

    /// The error that an answer stands for; the HTTP status decides, the body only explains.
    func error(of response: OutboundResponse, secrets: [SecretValue] = []) -> ChecklyError {
        let said = said(response, secrets: secrets + [apiKey])
        return switch response.status {
        case 401: .credentialsRejected(said)
        case 403: .forbidden(said)
        case 404: .notFound(said)
        case 200...399: .unexpectedAnswer("status \(response.status)")
        default: .refused(status: response.status, said)
        }
    }

    /// What an error body says, in any of the shapes Checkly uses, without any secret or a piece of
    /// one.
    private func said(_ response: OutboundResponse, secrets: [SecretValue]) -> String {
        let json = try? JSONValue.parse(response.body)
        let whole = json?["message"]?.string ?? json?["error"]?.string ?? json?.string
        guard let text = whole.map({ String($0.prefix(Self.explanationLimit)) }) else {
            return "no explanation"
        }
        let isTelling = secrets.contains { $0.isQuoted(in: text) }
        return isTelling ? "an explanation that holds a secret" : text
    }
}
