internal import Encodings
package import OutboundHTTP
internal import SyncModel

/// Why a folder was not fetched; never repeats the KMS's text, which may contain anything.
package enum FetchError: ExplainedError, Equatable {
    /// The KMS refuses the client's login.
    case loginRefused(status: Int)
    /// The client may not read this folder.
    case forbidden(status: Int)
    /// The KMS has no such folder.
    case folderMissing
    /// The KMS refused the request with another status.
    case refused(status: Int)
    /// The KMS redirects; redirects are not followed.
    case redirected(status: Int)
    /// The KMS answered 429.
    case rateLimited
    /// The KMS answered 408 or 5xx.
    case unavailable(status: Int)
    /// There was no response.
    case transport(TransportError)
    /// The response does not match the API or is incomplete.
    case unexpectedAnswer(String)
    /// The KMS hides the values of these keys from the client.
    case valuesHidden(keys: [String])
    /// The values of these keys contain references that the KMS did not expand.
    case unresolvedReferences(keys: [String])
    /// This server cannot open the client's sealed secret.
    case credentialUnavailable(String)
    /// The task was cancelled.
    case cancelled
    /// The fetched content could not be recorded.
    case unknown(String)

    /// A fixed word per case.
    package var code: String {
        switch self {
        case .loginRefused: "kms-credentials"
        case .forbidden: "kms-forbidden"
        case .folderMissing: "kms-folder-missing"
        case .refused: "kms-refused"
        case .redirected: "kms-redirect"
        case .rateLimited: "kms-rate-limit"
        case .unavailable: "kms-unavailable"
        case .transport: "kms-unreachable"
        case .unexpectedAnswer: "kms-answer"
        case .valuesHidden: "kms-values-hidden"
        case .unresolvedReferences: "kms-unresolved-reference"
        case .credentialUnavailable: "reader-credential"
        case .cancelled: "cancelled"
        case .unknown: "internal"
        }
    }

    /// What happened; names keys but no values.
    package var message: String {
        switch self {
        case .loginRefused(let status): "The KMS does not let the reader log in (\(status))."
        case .forbidden(let status): "The reader may not read this folder (\(status))."
        case .folderMissing: "The KMS knows no such folder."
        case .refused(let status): "The KMS answered \(status)."
        case .redirected(let status): "The KMS sends the reader elsewhere (\(status))."
        case .rateLimited: "The KMS answered 429."
        case .unavailable(let status): "The KMS answered \(status)."
        case .transport(let error): "The KMS cannot be read: \(error)."
        case .unexpectedAnswer(let reason): "The KMS's answer makes no sense: \(reason)."
        case .valuesHidden(let keys): "The reader may not see the values of \(Self.list(keys))."
        case .unresolvedReferences(let keys):
            "References do not lead anywhere in \(Self.list(keys))."
        case .credentialUnavailable(let reason): "The reader's secret does not open: \(reason)"
        case .cancelled: "The read was given up."
        case .unknown(let reason): "What was read could not be recorded: \(reason)."
        }
    }

    /// What to do; for failures that may pass, that nothing needs to be done.
    package var hint: String {
        switch self {
        case .loginRefused, .credentialUnavailable:
            "Give the source's reader a client and a secret that are valid."
        case .forbidden: "Let the reader's identity read this environment and path."
        case .folderMissing: "Make the folder, or let the sync read another one."
        case .refused: "Look at the reader's api and baseUrl, and at the project."
        case .redirected: "Give the reader the address it was sent to, if that is right."
        case .transport(let error):
            error.hint ?? "It is tried again by itself; nothing is changed until then."
        case .rateLimited, .unavailable, .unexpectedAnswer, .cancelled, .unknown:
            "It is tried again by itself; nothing is changed until then."
        case .valuesHidden: "Give the reader's identity the right to read values, also of imports."
        case .unresolvedReferences: "Fix the references, or let the reader's identity read them."
        }
    }

    /// The first few keys; keys are not secret.
    private static func list(_ keys: [String]) -> String {
        let shown = keys.prefix(5).joined(separator: ", ")
        return keys.count > 5 ? "\(shown) and \(keys.count - 5) more" : shown
    }
}
