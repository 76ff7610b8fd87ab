internal import Foundation
internal import Hummingbird
internal import NIOCore
internal import SyncModel

/// One authorized request.
struct Call: Sendable {
    let caller: Caller
    let body: JSONValue
    /// The connection it came over.
    let channel: any Channel
    private let parameters: [String: String]
    private let query: [String: String]

    /// - Throws: `APIError` 400 where a part of the path is not encoded as addresses are.
    init(
        _ request: Request,
        _ context: AdminContext,
        by caller: Caller,
        _ body: JSONValue
    ) throws(APIError) {
        self.caller = caller
        self.body = body
        channel = context.channel
        parameters = try Self.decoded(context.parameters)
        query = Self.fields(of: request.uri.query ?? "")
    }

    /// A part of the path, without the escapes of an address.
    func parameter(_ name: String) -> String {
        parameters[name] ?? ""
    }

    /// The router takes an address apart before anything is decoded, so that an escaped slash parts nothing (RFC 3986
    /// section 2.4).
    private static func decoded(_ parameters: Parameters) throws(APIError) -> [String: String] {
        var decoded: [String: String] = [:]
        for (name, text) in parameters {
            guard let value = text.removingPercentEncoding else {
                throw .badRequest(
                    "The path's \(name) is not percent-encoded UTF-8; write a percent sign as %25"
                )
            }
            decoded[String(name)] = value
        }
        return decoded
    }

    /// The fields of a query as forms write them, where a plus sign is a blank (URL Standard, section 5.1); of several of one
    /// name the first.
    private static func fields(of query: String) -> [String: String] {
        let fields = query.split(separator: "&")
            .map { field in
                let parts =
                    field.split(
                        separator: "=",
                        maxSplits: 1,
                        omittingEmptySubsequences: false
                    )
                    .map { part in
                        let text = part.replacing("+", with: " ")
                        return text.removingPercentEncoding ?? String(text)
                    }
                return (parts[0], parts.count > 1 ? parts[1] : "")
            }
        return Dictionary(fields, uniquingKeysWith: { first, _ in first })
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
