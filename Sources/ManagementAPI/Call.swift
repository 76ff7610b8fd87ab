internal import APIContract
internal import Encodings
internal import Foundation
internal import Hummingbird
internal import NIOCore
internal import SyncModel

/// One authorized request.
///
/// What an address holds is text from outside: it has a limit before anything is compared with it.
struct Call: Sendable {
    /// Bytes of a part of the path, and of a query's value.
    private static let valueLimit = 1024
    /// Bytes of a query's name; no route has a longer one.
    private static let nameLimit = 64
    /// Bytes of a query's value that is a key.
    private static let keyLimit = 255
    /// The parts of a path that may be text in any script: what senders call their deliveries.
    private static let freeParameters: Set<String> = ["deliveryId"]
    /// The fields of a query that are words, names and numbers of this API.
    private static let plainFields: Set<String> = [
        "after", "answer", "asOf", "before", "from", "importBehavior", "limit", "newest",
        "position",
        "refused", "removeSecrets", "source", "sync", "to", "type", "wait",
    ]
    /// Fields of a query; no route has more.
    private static let fieldLimit = 64

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
        query = try Self.fields(of: request.uri.query ?? "")
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

    /// The fields of a query as forms write them, where a plus sign is a blank (URL Standard, section 5.1); of several of one
    /// name the first.
    ///
    /// A name that is not ASCII is none that a route knows.
    private static func fields(of query: String) throws(APIError) -> [String: String] {
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
            guard value.utf8.count <= valueLimit else {
                throw .badRequest("The query's \(name) has more than \(valueLimit) bytes")
            }
            guard value.isASCII || !plainFields.contains(name) else {
                throw .badRequest("The query's \(name) is not ASCII, so there is none of it")
            }
            guard value.utf8.count <= keyLimit || name != "key" else {
                throw .badRequest("The query's key has more than \(keyLimit) bytes")
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
