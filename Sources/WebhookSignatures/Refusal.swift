internal import Encodings
internal import SyncModel

/// Why a request is not trusted; for operators only, as the sender gets the same answer for all
/// reasons.
package enum Refusal: ExplainedError, Equatable {
    /// No source has the requested name.
    case unknownSource
    /// The source is disabled.
    case disabledSource
    /// No secret of the source is valid now.
    case noActiveSecret
    /// A required header is missing.
    case missingHeader(String)
    /// A header has two different values.
    case repeatedHeader(String)
    /// The signature header does not have the scheme's format.
    case malformedSignature
    /// The signed time is not a number.
    case malformedTime
    /// The delivery id is too long or contains forbidden characters.
    case malformedID
    /// The signed time is older than the tolerance.
    case stale
    /// The signed time is further ahead than the tolerance.
    case future
    /// The time in the header differs from the one in the signed body.
    case timeDiffersFromBody
    /// No secret gives this signature.
    case signatureMismatch

    /// A fixed word per case, for metrics and operators.
    package var code: String {
        switch self {
        case .unknownSource: "unknown-source"
        case .disabledSource: "disabled-source"
        case .noActiveSecret: "no-active-secret"
        case .missingHeader: "missing-header"
        case .repeatedHeader: "repeated-header"
        case .malformedSignature: "malformed-signature"
        case .malformedTime: "malformed-timestamp"
        case .malformedID: "malformed-id"
        case .stale: "stale-timestamp"
        case .future: "future-timestamp"
        case .timeDiffersFromBody: "timestamp-differs"
        case .signatureMismatch: "signature-mismatch"
        }
    }

    /// What is wrong; repeats nothing that the sender sent but a header's name.
    package var message: String {
        switch self {
        case .unknownSource: "No source has this name."
        case .disabledSource: "The source is disabled."
        case .noActiveSecret: "The source has no secret that is valid now."
        case .missingHeader(let name): "The header \(name) is missing."
        case .repeatedHeader(let name): "The header \(name) has two different values."
        case .malformedSignature: "The signature header does not have the scheme's format."
        case .malformedTime: "The timestamp is not a number."
        case .malformedID: "The delivery id contains a character that the scheme does not allow."
        case .stale: "The timestamp is older than the tolerance."
        case .future: "The timestamp is further in the future than the tolerance."
        case .timeDiffersFromBody: "The header's time is not the one that the body signs."
        case .signatureMismatch: "No secret of the source gives this signature."
        }
    }

    /// What to check on either side.
    package var hint: String {
        switch self {
        case .unknownSource: "Post to /webhooks/ and the name of a source."
        case .disabledSource: "Enable the source."
        case .noActiveSecret: "Add a secret, or check notBefore and notAfter."
        case .missingHeader: "Check the source's preset, and that no proxy drops the header."
        case .repeatedHeader: "Let the sender or the proxy set it once."
        case .malformedSignature, .malformedTime, .malformedID: "Check the source's preset."
        case .stale, .future: "Compare the clocks of both sides, or raise toleranceSeconds."
        case .timeDiffersFromBody: "Check that nothing rewrites the header or the body."
        case .signatureMismatch:
            "Compare the secret on both sides, and that nothing rewrites the body on its way."
        }
    }
}
