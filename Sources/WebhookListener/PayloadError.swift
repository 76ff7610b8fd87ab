package import Encodings
internal import SyncModel

/// Why a verified body does not match its source's format.
///
/// Locations are JSON pointers (RFC 6901) into the body; values and key names are never repeated.
package enum PayloadError: ExplainedError, Equatable {
    /// The body is not JSON.
    case notJSON(JSONError)
    /// A member is absent, empty or not of the named type.
    case expected(String, at: String)
    /// A batch exceeds `PayloadLimit.batchCount`.
    case tooManyEvents(count: Int)
    /// A list of imports exceeds `PayloadLimit.importCount`.
    case tooManyImports(count: Int, at: String)
    /// A list of imports names a folder twice.
    case importRepeated(at: String)
    /// A snapshot names a key twice.
    case keyRepeated(at: String)
    /// A text exceeds its limit, in bytes.
    case textTooLong(byteCount: Int, limit: Int, at: String)
    /// A version is neither an integer from 0 nor null.
    case versionMalformed(at: String)
    /// A text is not a folder path.
    case pathMalformed(at: String)
    /// The event's attributes are in headers, which no signature covers.
    case binaryMode
    /// An event has both `data` and `data_base64`.
    case dataGivenTwice
    /// The content of `data_base64` is not JSON.
    case dataNotJSON(JSONError)
    /// An envelope without an id requires a signature that covers one.
    case idNotSigned

    /// A fixed word per case; JSON errors keep their own.
    package var code: String {
        switch self {
        case .notJSON(let error): error.code
        case .expected: "payload-member"
        case .tooManyEvents: "payload-too-many-events"
        case .tooManyImports: "payload-too-many-imports"
        case .importRepeated: "payload-import-repeated"
        case .keyRepeated: "payload-key-repeated"
        case .textTooLong: "payload-text-too-long"
        case .versionMalformed: "payload-version"
        case .pathMalformed: "payload-secret-path"
        case .binaryMode: "payload-binary-mode"
        case .dataGivenTwice, .dataNotJSON: "payload-data"
        case .idNotSigned: "payload-id"
        }
    }

    /// Names the location but never repeats its content.
    package var message: String {
        switch self {
        case .notJSON(let error): error.message
        case .expected(let kind, let place): "\(Self.name(place)) is not \(kind)."
        case .tooManyEvents(let count): "The batch has \(count) events."
        case .tooManyImports(let count, let place):
            "\(Self.name(place)) lists \(count) folders."
        case .importRepeated(let place): "\(Self.name(place)) repeats a folder of the list."
        case .keyRepeated(let place): "\(Self.name(place)) repeats a key of the list."
        case .textTooLong(let count, _, let place):
            "\(Self.name(place)) has \(count) bytes."
        case .versionMalformed(let place): "\(Self.name(place)) is not a version."
        case .pathMalformed(let place): "\(Self.name(place)) is not a folder path."
        case .binaryMode: "The CloudEvent is sent in binary mode: its attributes are in headers."
        case .dataGivenTwice: "The event has both data and data_base64."
        case .dataNotJSON(let error): "/data_base64 is not JSON: \(error.message)"
        case .idNotSigned: "The body is not a CloudEvent, and the signature covers no id."
        }
    }

    /// How to send it instead.
    package var hint: String {
        switch self {
        case .notJSON(let error): error.hint
        case .expected: "Follow the format of secret events."
        case .tooManyEvents: "Send at most \(PayloadLimit.batchCount) events at a time."
        case .tooManyImports: "Import at most \(PayloadLimit.importCount) folders into one."
        case .importRepeated: "List each folder once, where its place in the order counts."
        case .keyRepeated: "Name each key once in a snapshot."
        case .textTooLong(_, let limit, _): "Send at most \(limit) bytes."
        case .versionMalformed: "Send a whole number from 0, or none."
        case .pathMalformed:
            "Begin it with a slash, leave no part empty and end it without a slash."
        case .binaryMode:
            "Send it in structured mode, with all of it in the body: "
                + "no signature covers the headers."
        case .dataGivenTwice: "Send one of them."
        case .dataNotJSON(let error): error.hint
        case .idNotSigned: "Send CloudEvents 1.0 with \"specversion\", or sign with a webhook id."
        }
    }

    private static func name(_ place: String) -> String {
        place.isEmpty ? "The body" : place
    }
}
