internal import Encodings
internal import SyncModel

/// One difference between a request and one that would have been accepted.
package enum Deviation: Sendable, Equatable {
    /// The configured secret begins or ends with white space that the sender's secret does not
    /// have.
    case secretHasWhiteSpace
    /// The sender's secret ends with this text; ours does not.
    case senderSecretEndsWith(String)
    /// The configured secret is in quotes; the sender's is not.
    case secretHasQuotes
    /// The sender uses the secret's text although the scheme decodes it.
    case secretTakenAsText
    /// The sender decodes the secret although the scheme uses its text.
    case secretDecoded(SignatureScheme.SecretEncoding)
    /// The sender treats `whsec_` as part of the secret.
    case secretPrefixKept
    /// The sender drops `whsec_` but uses the rest as text.
    case secretPrefixDropped
    /// The matching secret is not valid now.
    case secretNotActive
    /// The signature matches a secret of this source.
    case otherSource(String)
    /// The signature is in this header.
    case otherHeader(String)
    /// The request is signed as this preset signs.
    case otherPreset(String)
    /// The signature is encoded like this.
    case signatureEncoding(SignatureScheme.Encoding)
    /// The header contains the bare signature.
    case signatureWithoutPrefix
    /// The sender uses this algorithm.
    case otherAlgorithm(String)
    /// The signature covers only the body.
    case bodySignedAlone
    /// The signature covers another form of the body.
    case body(BodyChange)
    /// The time is in this unit, not the scheme's; the member is the one in which the body repeats
    /// it.
    case timeUnit(SignatureScheme.SignedTime.Unit, inBody: String? = nil)
    /// The difference between arrival and signed time; positive if the signed time is in the past.
    case clockSkew(seconds: Int64)

    /// What the signature covers instead of the received body.
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
    /// A fixed word per case; where a case has a parameter that matters, it is part of the word.
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

    /// What differs; reveals nothing of secrets and signatures.
    package var message: String {
        switch self {
        case .secretHasWhiteSpace:
            "The secret set here has white space around it; without it the signature matches."
        case .senderSecretEndsWith(let end):
            "The sender signs with the secret followed by \(Self.name(of: end))."
        case .secretHasQuotes: "The secret set here is in quotes; the sender's is not."
        case .secretTakenAsText: "The sender signs with the secret's text and does not decode it."
        case .secretDecoded(let encoding):
            "The sender decodes the secret from \(encoding.rawValue) before it signs."
        case .secretPrefixKept: "The sender signs with the secret's text, whsec_ included."
        case .secretPrefixDropped: "The sender signs with the secret's text behind whsec_."
        case .secretNotActive: "It is signed with a secret that is not valid at that time."
        case .otherSource(let name): "It is signed with a secret of the source \"\(name)\"."
        case .otherHeader(let name): "The signature is in the header \(name)."
        case .otherPreset(let name): "It is signed as the preset \(name) signs."
        case .signatureEncoding(let encoding): "The signature is written in \(encoding.rawValue)."
        case .signatureWithoutPrefix: "The header contains the bare signature."
        case .otherAlgorithm(let name): "It is signed with \(name)."
        case .bodySignedAlone: "The signature covers the body alone."
        case .body(let change): "The signature covers another body: \(change.meaning)."
        case .timeUnit(let unit, _):
            "The timestamp is in \(unit == .seconds ? "seconds" : "milliseconds")."
        case .clockSkew(let seconds):
            "It was signed \(abs(seconds)) seconds \(seconds < 0 ? "after" : "before") it arrived."
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
