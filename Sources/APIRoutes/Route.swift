package import APIContract
internal import Encodings

/// One thing that can be asked of the admin side.
///
/// The router, the document and clients all use this value.
package struct Route: Sendable {
    /// The HTTP method.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// The content of a response with status 200.
    package enum Answer: Sendable {
        case json(Schema)
        case text(type: String)
        /// A text of one of several types.
        case texts(types: [String])
        /// JSON, or server-sent events for clients that accept them.
        case jsonOrEvents(Schema)
    }

    /// The effect of a request on what exists.
    package enum Effect: Sendable {
        /// No effect except a record that somebody looked or tried something.
        case reads
        case changes
        /// Something is gone afterwards: from the log, the configuration or Checkly.
        case destroys
    }

    /// Who may use the route; each audience includes those after it.
    package enum Audience: Sendable {
        /// Anybody, without a token.
        case anyone
        case auditor
        case admin
    }

    /// What is done to what the path names.
    package let method: Method
    /// The path as the router writes it, with parameters that start with a colon.
    package let path: String
    /// The operation id: unique, for generated clients.
    package let id: String
    let summary: String
    let description: String?
    /// The fields of the query that it knows.
    package let query: [any QueryParameter]
    /// The schema of the body; nil if the request needs none.
    let body: Schema?
    let answer: Answer
    /// The refusals besides those of every route of its kind.
    let refusals: Set<Refusal>
    /// What becomes of what is there.
    package let effect: Effect
    /// Who may ask.
    package let audience: Audience

    /// By default GET reads and auditors may use it, DELETE destroys and all else changes, and only
    /// admins may use them.
    init(
        _ method: Method,
        _ path: String,
        _ id: String,
        _ summary: String,
        description: String? = nil,
        query: [any QueryParameter] = [],
        body: Schema? = nil,
        answer: Answer,
        refusals: Set<Refusal> = [],
        effect: Effect? = nil,
        audience: Audience? = nil
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.description = description
        self.query = query
        self.body = body
        self.answer = answer
        self.refusals = refusals
        self.effect = effect ?? method.usualEffect
        self.audience = audience ?? method.usualAudience
    }
}

extension Route {
    /// Every route, in the order of the document.
    package static let all = Topic.all.flatMap(\.routes)

    /// Whether it needs no token.
    package var isOpen: Bool { audience == .anyone }

    /// The path with its parts filled in, in their order; each is percent-encoded.
    package func path(filledWith parts: [String]) -> String {
        assert(parts.count == pathNames.count, "\(id) has \(pathNames.count) parts to fill in")
        var rest = parts[...]
        return path.split(separator: "/")
            .map { "/" + ($0.first == ":" ? percentEncoded(rest.popFirst() ?? "") : String($0)) }
            .joined()
    }

    /// The names of the parts of its path that are filled in, in their order.
    package var pathNames: [String] {
        path.split(separator: "/").filter { $0.first == ":" }.map { String($0.dropFirst()) }
    }
}

extension Route.Method {
    fileprivate var usualEffect: Route.Effect {
        switch self {
        case .get: .reads
        case .post, .patch: .changes
        case .delete: .destroys
        }
    }

    fileprivate var usualAudience: Route.Audience {
        switch self {
        case .get: .auditor
        case .post, .patch, .delete: .admin
        }
    }
}
