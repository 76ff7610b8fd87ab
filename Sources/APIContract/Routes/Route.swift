internal import Encodings

/// One thing that can be asked of the admin side.
///
/// The router answers it, the document describes it and clients ask for it, all by this value.
package struct Route: Sendable {
    /// What is done to what the path names, as HTTP names it.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What an answer of status 200 holds.
    package enum Answer: Sendable {
        case json(Schema)
        case text(type: String)
        /// JSON, or server-sent events to those who accept them.
        case jsonOrEvents(Schema)
    }

    /// A field of the query.
    package struct Parameter: Sendable {
        var name: String
        var schema: Schema
        var isRequired = false
        var description: String
    }

    /// What becomes of what is there.
    package enum Effect: Sendable {
        /// Nothing but what others see: that somebody looked, or that something was tried.
        case reads
        case changes
        /// Something is gone afterwards: from the log, from the configuration or from Checkly.
        case destroys
    }

    /// Who may ask; whoever stands further down may ask what those above may.
    package enum Audience: Sendable {
        /// Without a token.
        case anyone
        case auditor
        case admin
    }

    /// What is done to what the path names.
    package let method: Method
    /// As the router writes it: parts to be filled in begin with a colon.
    package let path: String
    /// A name for generated clients, unique.
    package let id: String
    let summary: String
    let description: String?
    /// The fields of the query that it knows.
    package let query: [Parameter]
    /// What a request may hold; nil where it needs nothing.
    let body: Schema?
    let answer: Answer
    /// Why it may be refused, besides what every route of its kind says.
    let refusals: Set<Refusal>
    /// What becomes of what is there.
    package let effect: Effect
    /// Who may ask.
    package let audience: Audience

    /// Unless others are given, effect and audience are the usual ones: GET reads, and auditors may
    /// use it; DELETE destroys, everything else changes, and only an admin may use them.
    init(
        _ method: Method,
        _ path: String,
        _ id: String,
        _ summary: String,
        description: String? = nil,
        query: [Parameter] = [],
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

    /// Whether it is answered without a token.
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
