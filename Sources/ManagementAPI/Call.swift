internal import APIContract
internal import APIRoutes
internal import Encodings
internal import Foundation
internal import Hummingbird
internal import NIOCore
internal import SyncModel

/// One authorized request.
///
/// Parameters of the URL come from outside, so their length is limited before anything is compared
/// with them.
struct Call: Sendable {
    /// The maximum length in bytes of a path parameter, or of a query value that the route does not
    /// know.
    private static let valueLimit = 1024
    /// The maximum length in bytes of a query parameter's name; no route has a longer one.
    private static let nameLimit = 64
    /// The path parameters that may contain any script: the ids that senders give their deliveries.
    private static let freeParameters: Set<String> = ["deliveryId"]
    /// The maximum number of query parameters; no route has more.
    private static let fieldLimit = 64

    let caller: Caller
    let body: JSONValue
    /// The connection of the request.
    let channel: any Channel
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
        self.body = body
        channel = context.channel
        parameters = try Self.decoded(context.parameters)
        known = route.query
        query = try Self.fields(of: request.uri.query ?? "", known: known)
    }

    /// A path parameter, decoded.
    func parameter(_ name: String) -> String {
        parameters[name] ?? ""
    }

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
            guard value.utf8.count <= Self.valueLimit else {
                throw .badRequest("The path's \(name) has more than \(Self.valueLimit) bytes")
            }
            guard value.isASCII || freeParameters.contains(String(name)) else {
                throw .badRequest("The path's \(name) is not ASCII, so there is none of it")
            }
            decoded[String(name)] = value
        }
        return decoded
    }

    /// The query parameters as forms write them, with a plus sign for a blank (URL Standard,
    /// section 5.1); the first of several with the same name counts.
    ///
    /// No route knows a name that is not ASCII.
    private static func fields(
        of query: String,
        known: [any QueryParameter]
    ) throws(APIError) -> [String: String] {
        var fields: [String: String] = [:]
        let parts = query.utf8.split(separator: UInt8(ascii: "&"))
        if parts.count > fieldLimit {
            throw .badRequest("The query has more than \(fieldLimit) fields")
        }
        for part in parts {
            let pair = part.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let name = decoded(pair[0])
            guard name.isASCII, name.utf8.count <= nameLimit else { continue }
            let value = pair.count > 1 ? decoded(pair[1]) : ""
            let parameter = known.first { $0.field.name == name }
            guard value.isASCII || parameter?.isASCII != true else {
                throw .badRequest("The query's \(name) is not ASCII, so there is none of it")
            }
            let limit = parameter?.byteLimit ?? valueLimit
            guard value.utf8.count <= limit else {
                throw .badRequest("The query's \(name) has more than \(limit) bytes")
            }
            if fields[name] == nil { fields[name] = value }
        }
        return fields
    }

    private static func decoded(_ part: Substring.UTF8View) -> String {
        let bytes = part.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.removingPercentEncoding ?? text
    }

    /// The value of a parameter that the route knows; nil if the query lacks it.
    ///
    /// - Throws: `APIError` 422 if it is wrong, or missing and required.
    func query<Value>(_ parameter: Parameter<Value>) throws(APIError) -> Value? {
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
    func uuid(_ name: String) throws(APIError) -> String {
        let text = parameter(name)
        guard text.isUUID else {
            throw .invalid([.init(code: .invalidString, path: [name], message: "Invalid uuid")])
        }
        return text.lowercased()
    }

    /// How many of a list the response contains at most.
    var limit: Int {
        get throws(APIError) { Int(try query(Query.limit) ?? Query.usualLimit) }
    }

    /// The position after which a list begins.
    var after: Position {
        get throws(APIError) { Position(try query(Query.after) ?? 0) }
    }

    /// Whether the response is to wait until the requested change has been pushed.
    var waitsForPush: Bool {
        get throws(APIError) { try query(Query.wait) != nil }
    }
}
