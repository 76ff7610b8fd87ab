package import APIContract
package import APIRoutes
package import Encodings
internal import Foundation
internal import Hummingbird
package import NIOCore
package import SyncModel

/// One authorized request.
///
/// Parameters of the URL come from outside, so their length is limited before anything is compared
/// with them.
package struct Call: Sendable {
    /// The maximum length in bytes of a path parameter, or of a query value that the route does not
    /// know.
    private static let valueLimit = 1024
    /// The maximum length in bytes of a query parameter's name; no route has a longer one.
    private static let nameLimit = 64
    /// The path parameters that may contain any script: the ids that senders give their deliveries.
    private static let freeParameters: Set<String> = ["deliveryId"]
    /// The maximum number of query parameters; no route has more.
    private static let fieldLimit = 64

    /// Who asks.
    package let caller: Caller
    /// The body, an object.
    package let body: JSONValue
    /// The connection of the request; nil for one from this process.
    package let channel: (any Channel)?
    let route: Route
    private let parameters: [String: String]
    private let query: [String: String]
    private let known: [any QueryParameter]

    /// - Throws: `APIError` 400 if a path parameter is not percent-encoded UTF-8.
    init(
        _ request: Request,
        _ context: AdminContext,
        for route: Route,
        by caller: Caller,
        _ body: JSONValue
    ) throws(APIError) {
        self.caller = caller
        self.route = route
        self.body = body
        channel = context.channel
        parameters = try Self.decoded(context.parameters)
        known = route.query
        query = try Self.fields(of: request.uri.query ?? "", known: known)
    }

    /// A request from this process.
    ///
    /// - Throws: `APIError` 400 if a part of the path or a value of the query could not come over
    ///   HTTP either.
    init(_ request: APIRequest, by caller: Caller) throws(APIError) {
        self.caller = caller
        route = request.route
        body = request.body
        channel = nil
        var parameters: [String: String] = [:]
        for (name, part) in zip(request.route.pathNames, request.parts) {
            parameters[name] = try Self.accepted(part, as: name)
        }
        self.parameters = parameters
        known = request.route.query
        var query: [String: String] = [:]
        for (name, value) in request.query {
            query[name] = try Self.accepted(value, as: name, known: known)
        }
        self.query = query
    }

    /// A path parameter, decoded.
    package func parameter(_ name: String) -> String {
        parameters[name] ?? ""
    }

    /// The value of a query parameter as it was given; nil if the query lacks it.
    func given(_ name: String) -> String? { query[name] }

    /// Decodes path parameters.
    ///
    /// The router splits paths before decoding, so that an escaped slash separates nothing (RFC
    /// 3986 section 2.4).
    private static func decoded(_ parameters: Parameters) throws(APIError) -> [String: String] {
        var decoded: [String: String] = [:]
        for (name, text) in parameters {
            guard let value = text.removingPercentEncoding else {
                throw .badRequest(
                    "The path's \(name) is not percent-encoded UTF-8; write a percent sign as %25"
                )
            }
            decoded[String(name)] = try accepted(value, as: String(name))
        }
        return decoded
    }

    /// A path parameter of acceptable length and script.
    private static func accepted(
        _ value: String,
        as name: String
    ) throws(APIError) -> String {
        guard value.utf8.count <= valueLimit else {
            throw .badRequest("The path's \(name) has more than \(valueLimit) bytes")
        }
        guard value.isASCII || freeParameters.contains(name) else {
            throw .badRequest("The path's \(name) is not ASCII, so there is none of it")
        }
        return value
    }

    /// The query parameters; the first of several with the same name counts.
    ///
    /// No route knows a name that is not ASCII.
    private static func fields(
        of query: String,
        known: [any QueryParameter]
    ) throws(APIError) -> [String: String] {
        var fields: [String: String] = [:]
        let given = formDecoded(query)
        if given.count > fieldLimit {
            throw .badRequest("The query has more than \(fieldLimit) fields")
        }
        for (name, text) in given {
            guard name.isASCII, name.utf8.count <= nameLimit else { continue }
            let value = try accepted(text, as: name, known: known)
            if fields[name] == nil { fields[name] = value }
        }
        return fields
    }

    /// The value of a query parameter of acceptable length and script.
    private static func accepted(
        _ value: String,
        as name: String,
        known: [any QueryParameter]
    ) throws(APIError) -> String {
        let parameter = known.first { $0.field.name == name }
        guard value.isASCII || parameter?.isASCII != true else {
            throw .badRequest("The query's \(name) is not ASCII, so there is none of it")
        }
        let limit = parameter?.byteLimit ?? valueLimit
        guard value.utf8.count <= limit else {
            throw .badRequest("The query's \(name) has more than \(limit) bytes")
        }
        return value
    }

    /// The value of a parameter that the route knows; nil if the query lacks it.
    ///
    /// - Throws: `APIError` 422 if it is wrong, or missing and required.
    package func query<Value>(_ parameter: Parameter<Value>) throws(APIError) -> Value? {
        assert(
            known.contains { $0.field.name == parameter.field.name },
            "\(parameter.field.name) is not among the parameters of this route"
        )
        let given = query[parameter.field.name].map(JSONValue.string)
        var fields = BodyFields(
            .object(given.map { [.init(name: parameter.field.name, value: $0)] } ?? [])
        )
        let value = parameter.read(&fields)
        try fields.finish()
        return value
    }

    /// A path parameter that must have the form of a UUID, in lower case.
    ///
    /// - Throws: `APIError` 422 if it has another form.
    package func uuid(_ name: String) throws(APIError) -> String {
        let text = parameter(name)
        guard text.isUUID else {
            throw .invalid([.init(code: .invalidString, path: [name], message: "Invalid uuid")])
        }
        return text.lowercased()
    }

    /// How many of a list the response contains at most.
    package var limit: Int {
        get throws(APIError) { Int(try query(Query.limit) ?? Query.usualLimit) }
    }

    /// The part of a list that `offset` and `limit` ask for.
    package func page<Element>(of list: [Element]) throws(APIError) -> ArraySlice<Element> {
        list.dropFirst(Int(try query(Query.offset) ?? 0)).prefix(try limit)
    }

    /// The position after which a list begins.
    package var after: Position {
        get throws(APIError) { Position(try query(Query.after) ?? 0) }
    }

    /// Whether the response is to wait until the requested change has been pushed.
    package var waitsForPush: Bool {
        get throws(APIError) { try query(Query.wait) != nil }
    }
}
