internal import SyncModel

/// One thing that can be asked, as the document tells it.
struct Operation: Sendable {
    /// What is done to what the path names, as HTTP names it.
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What an answer of status 200 holds.
    enum Answer: Sendable {
        case json(Schema)
        case text(type: String)
        /// JSON, or server-sent events to those who accept them.
        case jsonOrEvents(Schema)
    }

    struct Parameter: Sendable {
        var name: String
        var schema: Schema
        var isRequired = false
        var description: String
    }

    /// The method in lower case, as OpenAPI names it.
    var method: String
    /// As the router writes it: parts to be filled in begin with a colon.
    var path: String
    /// A name for generated clients, unique.
    var id: String
    var summary: String
    var description: String?
    var query: [Parameter] = []
    var body: Schema?
    var answer: Answer
    /// Why it may say no, besides what every operation of its kind says.
    var refusals: Set<Refusal> = []
    var isOpen = false

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
        isOpen: Bool = false
    ) {
        self.method = method.rawValue.lowercased()
        self.path = path
        self.id = id
        self.summary = summary
        self.description = description
        self.query = query
        self.body = body
        self.answer = answer
        self.refusals = refusals
        self.isOpen = isOpen
    }
}

/// One chapter of the document: its operations, and the schemas they name.
struct Topic: Sendable {
    var name: String
    var description: String
    var schemas: KeyValuePairs<String, Schema>
    var operations: [Operation]
}
