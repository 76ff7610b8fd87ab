internal import Hummingbird
internal import SyncModel

/// One authorized request.
struct Call: Sendable {
    let body: JSONValue
    private let parameters: Parameters
    private let query: [String: String]

    init(_ request: Request, _ context: BasicRequestContext, _ body: JSONValue) {
        self.body = body
        parameters = context.parameters
        query = Dictionary(
            request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func parameter(_ name: String) -> String {
        parameters.get(name) ?? ""
    }

    func query(_ name: String) -> String? {
        query[name]
    }

    /// The query's parameters, to be read as a body's members are.
    var queryFields: BodyFields {
        BodyFields(.object(query.map { .init(name: $0.key, value: .string($0.value)) }))
    }

    /// A part of the path that must have the form of a UUID, in lower case.
    func uuid(_ name: String) throws(APIError) -> String {
        let text = parameter(name)
        guard text.isUUID else {
            throw .invalid([.init(code: .invalidString, path: [name], message: "Invalid uuid")])
        }
        return text.lowercased()
    }

    /// Whether the answer is to wait until what was asked for has been pushed.
    var waitsForPush: Bool {
        get throws(APIError) {
            var fields = queryFields
            let wait: Wait? = fields.word("wait")
            try fields.finish()
            return wait == .pushed
        }
    }

    private enum Wait: String, CaseIterable {
        case pushed
    }
}
