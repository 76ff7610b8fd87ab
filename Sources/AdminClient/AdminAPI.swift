internal import APIContract
internal import APIRoutes
internal import Encodings

/// The admin API of a running server.
///
/// There is a call for each route that this program uses. Answers are as the server gave them,
/// members that nobody here knows included.
package struct AdminAPI: Sendable {
    /// Where a server listens that was not told otherwise.
    package static let usualServer = "http://127.0.0.1:8081"

    /// Its address, without a slash at the end.
    package let server: String
    /// What it is asked with.
    package let token: String
    private let exchange: HTTPExchange
    private let patience: Duration

    /// The routes whose answers take the longer the larger the log is: tens of seconds for some
    /// million events or keys.
    private static let long = Set(
        [
            Route.shredValues, .rotateMasterKey, .replay, .getState, .getDifference, .findValue,
        ]
        .map(\.id)
    )
    /// How long their answers are waited for: as long as a server would wait.
    private static let longPatience = Duration.seconds(3600)

    /// - Parameters:
    ///   - server: Its address.
    ///   - token: What it is asked with.
    ///   - caFile: A PEM file with CAs that its certificate may also be of.
    ///   - patience: How long the answer of most routes is waited for.
    package init(
        server: String,
        token: String,
        trusting caFile: String? = nil,
        patience: Duration = .seconds(30)
    ) {
        exchange = HTTPExchange(trusting: caFile)
        self.patience = patience
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.token = token
    }

    /// Asks for a route.
    ///
    /// - Parameters:
    ///   - route: What to ask for.
    ///   - parts: What the path's parts are, in their order.
    ///   - query: Fields without a value are left out.
    ///   - body: What to send; nil for nothing.
    /// - Returns: The answer; null where it is empty.
    /// - Throws: `AdminClientError` where no answer came, or one that is no success.
    func ask(
        _ route: Route,
        _ parts: [String] = [],
        query: [(String, String?)] = [],
        sending body: CanonicalValue? = nil
    ) async throws(AdminClientError) -> JSONValue {
        var headers = [("authorization", "Bearer \(token)"), ("accept", "application/json")]
        if body != nil { headers.append(("content-type", "application/json")) }
        let path = route.path(filledWith: parts)
        let answer: HTTPExchange.Answer
        do throws(AdminClientError) {
            answer = try await exchange.send(
                route.method.rawValue,
                to: server + path + Self.text(of: query),
                headers: headers,
                body: body.map { Array($0.jsonText.utf8) },
                deadline: Self.long.contains(route.id) ? Self.longPatience : patience
            )
        } catch .noAnswer(_, let reason) {
            throw .unreachable(server: server, reason: reason)
        } catch {
            throw error
        }
        guard answer.isSuccess else { throw Self.refusal(of: answer) }
        guard !answer.body.isEmpty else { return .null }
        guard let value = try? JSONValue.parse(answer.body) else {
            throw .notUnderstood(what: "The answer to \(route.method.rawValue) \(path)")
        }
        return value
    }

    private static func refusal(of answer: HTTPExchange.Answer) -> AdminClientError {
        let body = try? JSONValue.parse(answer.body)
        let message = body?["message"] ?? body?["error"]
        return .refused(
            status: answer.status,
            message: message.map(Self.text) ?? "no reason given"
        )
    }

    /// A reason, or the list of what is wrong with each field.
    private static func text(of message: JSONValue) -> String {
        guard let issues = message.array else { return line(message) }
        return
            issues.map { issue in
                let path = (issue["path"]?.array ?? []).map(line).joined(separator: ".")
                return "\(path): \(line(issue["message"] ?? issue))"
            }
            .joined(separator: "; ")
    }

    /// A text as it is; JSON where it is no text, or holds what a terminal would obey.
    private static func line(_ value: JSONValue) -> String {
        guard let text = value.string, !text.unicodeScalars.contains(where: \.isUnprintable) else {
            return value.text.printable()
        }
        return text
    }

    private static func text(of query: [(String, String?)]) -> String {
        let given = query.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" }
        }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}
