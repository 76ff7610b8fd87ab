internal import Encodings
internal import SyncModel

/// Why a custom scheme cannot be used.
package enum SignatureSchemeError: ExplainedError, Equatable {
    /// A required member is missing.
    case missing(String)
    /// A member has a value, or a name, that is not allowed.
    case unknown(member: String, allowed: String)
    /// A member breaks a rule.
    case malformed(member: String, rule: String)

    /// One word for all cases.
    package var code: String { "signature-scheme" }

    /// Names the faulty member.
    package var message: String {
        switch self {
        case .missing(let member): "The scheme has no \"\(member)\"."
        case .unknown(let member, _): "The scheme's \"\(member)\" is not one of those allowed."
        case .malformed(let member, _): "The scheme's \"\(member)\" cannot be used."
        }
    }

    /// The rule that the member breaks, or the members that exist.
    package var hint: String {
        switch self {
        case .missing(let member): "Give \"\(member)\"."
        case .unknown(_, let allowed): "Use one of \(allowed)."
        case .malformed(_, let rule): rule
        }
    }
}
