internal import Encodings
internal import OutboundHTTP
internal import SyncModel

/// The session of one client at a KMS: logs in when necessary and sends requests.
///
/// It renews a token after 80 % of its lifetime. After a refused login it pauses, however many
/// folders are due, because some systems lock out clients that try too often.
actor KMSSession {
    /// The time limit for one exchange.
    private static let deadline = Duration.seconds(30)
    /// The maximum size of a response in bytes.
    static let responseLimit = 8 << 20
    /// The pause after a refused login; doubles with each further refusal.
    private static let shortestPause = Duration.seconds(30)
    private static let longestPause = Duration.seconds(300)
    /// The lifetime in seconds assumed for a token if the KMS states none.
    private static let unknownLife: Int64 = 300
    /// The maximum lifetime of a token in seconds.
    private static let longestLife: Int64 = 30 * 86_400

    private struct Token {
        var text: SecretValue
        var renewal: Duration
    }

    private let baseURL: String
    private let loginPath: String
    private let clientID: String
    private let clientSecret: SecretValue
    private let transport: any OutboundTransport
    private let elapsed: @Sendable () -> Duration

    private var token: Token?
    private var login: Task<Result<SecretValue, FetchError>, Never>?
    private var refusal: (error: FetchError, until: Duration, count: Int)?

    init(
        baseURL: String,
        loginPath: String,
        clientID: String,
        clientSecret: SecretValue,
        transport: any OutboundTransport,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.baseURL = baseURL
        self.loginPath = loginPath
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.transport = transport
        self.elapsed = elapsed
    }

    /// Sends a GET request; if the KMS rejects the token, logs in again once.
    func get(_ path: String) async throws(FetchError) -> OutboundResponse {
        let first = try await currentToken()
        let answer = try await get(path, first)
        guard answer.isAboutToken else { return answer }
        if token?.text == first { token = nil }
        return try await get(path, try await currentToken())
    }

    /// Logs in unless there is a valid token.
    func checkLogin() async throws(FetchError) {
        _ = try await currentToken()
    }

    private func get(
        _ path: String,
        _ token: SecretValue
    ) async throws(FetchError) -> OutboundResponse {
        try await send(
            OutboundRequest(
                method: "GET",
                url: baseURL + path,
                headers: [("Authorization", "Bearer \(token.reveal())")] + Self.headers,
                deadline: Self.deadline,
                responseLimit: Self.responseLimit
            )
        )
    }

    private func currentToken() async throws(FetchError) -> SecretValue {
        if let token, elapsed() < token.renewal { return token.text }
        if let refusal, elapsed() < refusal.until { throw refusal.error }
        let running = login ?? Task { await self.logIn() }
        login = running
        let result = await withTaskCancellationHandler {
            await running.value
        } onCancel: {
            running.cancel()
        }
        // Another caller's cancellation stopped the login, but this caller still needs it.
        if result == .failure(.cancelled), !Task.isCancelled { return try await currentToken() }
        return try result.get()
    }

    /// Logs in; concurrent callers wait for the same response.
    private func logIn() async -> Result<SecretValue, FetchError> {
        defer { login = nil }
        do throws(FetchError) {
            let token = try Self.token(of: try await send(loginRequest), at: elapsed())
            self.token = token
            refusal = nil
            return .success(token.text)
        } catch {
            if case .loginRefused = error { lockOut(error) }
            return .failure(error)
        }
    }

    private func lockOut(_ error: FetchError) {
        let count = (refusal?.count ?? 0) + 1
        let pause = min(Self.shortestPause * (1 << min(count - 1, 4)), Self.longestPause)
        refusal = (error, elapsed() + pause, count)
    }

    private var loginRequest: OutboundRequest {
        let body = JSONValue.object([
            .init(name: "clientId", value: .string(clientID)),
            .init(name: "clientSecret", value: .string(clientSecret.reveal())),
        ])
        return OutboundRequest(
            method: "POST",
            url: baseURL + loginPath,
            headers: [("Content-Type", "application/json")] + Self.headers,
            body: Array(body.text.utf8),
            deadline: Self.deadline,
            responseLimit: Self.responseLimit
        )
    }

    private static var headers: [(name: String, value: String)] {
        [("Accept", "application/json"), ("User-Agent", "checkly-sync")]
    }

    private static func token(
        of answer: OutboundResponse,
        at now: Duration
    ) throws(FetchError) -> Token {
        // Systems report an unknown client with any of these.
        if [400, 401, 403, 404, 422].contains(answer.status) {
            throw .loginRefused(status: answer.status)
        }
        let body = try answer.json()
        guard let text = body["accessToken"]?.string, !text.isEmpty else {
            throw .unexpectedAnswer("the login gave no access token")
        }
        let life = min(body["expiresIn"]?.integer ?? unknownLife, longestLife)
        return Token(text: SecretValue(text), renewal: now + .seconds(max(life, 0)) * 4 / 5)
    }

    private func send(
        _ request: OutboundRequest
    ) async throws(FetchError) -> OutboundResponse {
        let answer: OutboundResponse
        do throws(TransportError) {
            answer = try await transport.send(request)
        } catch {
            throw Task.isCancelled ? .cancelled : .transport(error)
        }
        if answer.body.count > Self.responseLimit { throw .transport(.responseTooLarge) }
        return answer
    }
}

extension OutboundResponse {
    /// Whether a new token may help.
    fileprivate var isAboutToken: Bool {
        switch status {
        case 401: true
        case 403: (try? JSONValue.parse(body))?["error"]?.string == "TokenError"
        default: false
        }
    }

    /// Parses the body of a successful response.
    func json() throws(FetchError) -> JSONValue {
        switch status {
        case 200: break
        case 300...399: throw .redirected(status: status)
        case 401, 403: throw .forbidden(status: status)
        case 404: throw .folderMissing
        case 429: throw .rateLimited
        case 408, 500...599: throw .unavailable(status: status)
        default: throw .refused(status: status)
        }
        do {
            return try JSONValue.parse(body)
        } catch {
            throw .unexpectedAnswer("it is not JSON, or it is truncated")
        }
    }
}
