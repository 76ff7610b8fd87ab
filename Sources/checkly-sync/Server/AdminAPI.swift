internal import Encodings
import OutboundHTTP
import SyncModel

/// The admin API of a running server.
struct AdminAPI: Sendable {
    /// Where a server listens that was not told otherwise.
    static let usualServer = "http://127.0.0.1:8081"

    let server: String
    let token: String
    private let exchange: HTTPExchange

    /// One whose certificate may also be of a CA in a file.
    init(server: String, token: String, trusting caFile: String? = nil) {
        exchange = HTTPExchange(trusting: caFile)
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.token = token
    }

    func get(
        _ path: String,
        query: [(String, String?)] = []
    ) async throws(CommandError) -> JSONValue {
        try await call("GET", path, query: query, body: nil)
    }

    func post(
        _ path: String,
        _ body: CanonicalValue? = nil
    ) async throws(CommandError) -> JSONValue {
        try await call("POST", path, query: [], body: body)
    }

    func patch(_ path: String, _ body: CanonicalValue) async throws(CommandError) -> JSONValue {
        try await call("PATCH", path, query: [], body: body)
    }

    func delete(
        _ path: String,
        query: [(String, String?)] = []
    ) async throws(CommandError) -> JSONValue {
        try await call("DELETE", path, query: query, body: nil)
    }

    private func call(
        _ method: String,
        _ path: String,
        query: [(String, String?)],
        body: CanonicalValue?
    ) async throws(CommandError) -> JSONValue {
        var headers = [("authorization", "Bearer \(token)"), ("accept", "application/json")]
        if body != nil { headers.append(("content-type", "application/json")) }
        let answer: HTTPExchange.Answer
        do throws(CommandError) {
            answer = try await exchange.send(
                method,
                to: server + path + Self.text(of: query),
                headers: headers,
                body: body.map { Array($0.json.utf8) }
            )
        } catch .noAnswer(_, let reason) {
            throw .unreachable(server: server, reason: reason)
        } catch {
            throw error
        }
        guard answer.isSuccess else { throw Self.refusal(of: answer) }
        guard !answer.body.isEmpty else { return .null }
        guard let value = JSONValue.read(answer.body) else {
            throw .notUnderstood(what: "The answer to \(method) \(path)")
        }
        return value
    }

    private static func refusal(of answer: HTTPExchange.Answer) -> CommandError {
        let body = JSONValue.read(answer.body)
        let message = body?["message"] ?? body?["error"]
        return .refused(
            status: answer.status,
            message: message.map(Self.text) ?? "no reason given"
        )
    }

    /// A reason, or the list of what is wrong with each field.
    private static func text(of message: JSONValue) -> String {
        guard let issues = message.array else { return message.cell }
        return
            issues.map { issue in
                let path = (issue["path"]?.array ?? []).map(\.cell).joined(separator: ".")
                return "\(path): \(issue["message"]?.cell ?? issue.cell)"
            }
            .joined(separator: "; ")
    }

    private static func text(of query: [(String, String?)]) -> String {
        let given = query.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" }
        }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}
