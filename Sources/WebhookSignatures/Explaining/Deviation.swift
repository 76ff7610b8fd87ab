internal import Encodings
internal import SyncModel

/// One difference between what came and what would have been accepted.
package enum Deviation: Sendable, Equatable {
    /// The secret that is set here ends or begins with white space that the sender's has not.
    case secretHasWhiteSpace
    /// The sender's secret ends with this, ours does not.
    case senderSecretEndsWith(String)
    case secretHasQuotes
    /// The sender takes the secret's text where the scheme decodes it.
    case secretTakenAsText
    /// The sender decodes the secret where the scheme takes its text.
    case secretDecoded(SignatureScheme.SecretEncoding)
    /// The sender takes `whsec_` for a part of the secret.
    case secretPrefixKept
    case secretPrefixDropped
    case secretNotActive
    case otherSource(String)
    case otherHeader(String)
    case otherPreset(String)
    case signatureEncoding(SignatureScheme.Encoding)
    case signatureWithoutPrefix
    case otherAlgorithm(String)
    case bodySignedAlone
    case body(BodyChange)
    /// The time is in this unit, the scheme expects the other; where the body repeats it, in this member.
    case timeUnit(SignatureScheme.SignedTime.Unit, inBody: String? = nil)
    /// How far the signed time is from the time of arrival; positive where it lies behind.
    case clockSkew(seconds: Int64)

    /// What the signature covers in place of the body that came.
    package enum BodyChange: String, Sendable, CaseIterable {
        case compactJSON = "compact-json"
        case spacedJSON = "spaced-json"
        case indentedByTwo = "json-indented-by-2"
        case indentedByFour = "json-indented-by-4"
        case withoutFinalNewline = "without-final-newline"
        case withFinalNewline = "with-final-newline"
        case lineFeeds = "line-feeds"
        case carriageReturns = "carriage-returns"
        case withoutByteOrderMark = "without-byte-order-mark"
    }
}

extension Deviation: ExplainedError {
    package var code: String {
        switch self {
        case .secretHasWhiteSpace: "secret-white-space"
        case .senderSecretEndsWith: "sender-secret-white-space"
        case .secretHasQuotes: "secret-quotes"
        case .secretTakenAsText: "secret-as-text"
        case .secretDecoded(let encoding): "secret-\(encoding.rawValue)"
        case .secretPrefixKept: "secret-prefix-kept"
        case .secretPrefixDropped: "secret-prefix-dropped"
        case .secretNotActive: "secret-not-active"
        case .otherSource: "other-source"
        case .otherHeader: "other-header"
        case .otherPreset: "other-preset"
        case .signatureEncoding: "signature-encoding"
        case .signatureWithoutPrefix: "signature-prefix"
        case .otherAlgorithm: "algorithm"
        case .bodySignedAlone: "body-signed-alone"
        case .body(let change): "body-\(change.rawValue)"
        case .timeUnit: "timestamp-unit"
        case .clockSkew: "clock-skew"
        }
    }

    package var message: String {
        switch self {
        case .secretHasWhiteSpace:
            "The secret set here has white space around it; without it the signature matches."
        case .senderSecretEndsWith(let end):
            "The sender signs with the secret followed by \(Self.name(of: end))."
        case .secretHasQuotes: "The secret set here stands in quotes; the sender's does not."
        case .secretTakenAsText: "The sender signs with the secret's text and does not decode it."
        case .secretDecoded(let encoding):
            "The sender decodes the secret from \(encoding.rawValue) before it signs."
        case .secretPrefixKept: "The sender signs with the secret's text, whsec_ included."
        case .secretPrefixDropped: "The sender signs with the secret's text behind whsec_."
        case .secretNotActive: "It is signed with a secret that is not valid at that time."
        case .otherSource(let name): "It is signed with a secret of the source \"\(name)\"."
        case .otherHeader(let name): "The signature stands in the header \(name)."
        case .otherPreset(let name): "It is signed as the preset \(name) signs."
        case .signatureEncoding(let encoding): "The signature is written in \(encoding.rawValue)."
        case .signatureWithoutPrefix: "The signature stands alone in its header."
        case .otherAlgorithm(let name): "It is signed with \(name)."
        case .bodySignedAlone: "The signature covers the body alone."
        case .body(let change): "The signature covers another body: \(change.meaning)."
        case .timeUnit(let unit, _):
            "The timestamp is in \(unit == .seconds ? "seconds" : "milliseconds")."
        case .clockSkew(let seconds):
            "It was signed \(abs(seconds)) seconds \(seconds < 0 ? "after" : "before") it came."
        }
    }

    private static func name(of end: String) -> String {
        switch end {
        case "\n": "a line feed"
        case "\r\n": "a carriage return and a line feed"
        default: "a space"
        }
    }
}

extension Deviation.BodyChange {
    fileprivate var meaning: String {
        switch self {
        case .compactJSON: "the same JSON without white space"
        case .spacedJSON: "the same JSON with a space after each comma and colon"
        case .indentedByTwo: "the same JSON indented by two spaces"
        case .indentedByFour: "the same JSON indented by four spaces"
        case .withoutFinalNewline: "the same without the line break at its end"
        case .withFinalNewline: "the same with a line break at its end"
        case .lineFeeds: "the same with line feeds in place of carriage returns and line feeds"
        case .carriageReturns: "the same with a carriage return before each line feed"
        case .withoutByteOrderMark: "the same without the byte order mark"
        }
    }
}
