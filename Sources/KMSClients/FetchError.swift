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
        case .loginRefused(let status): "The KMS refused the reader's login (\(status))."
        case .forbidden(let status): "The reader may not read this folder (\(status))."
        case .folderMissing: "The KMS has no such folder."
        case .refused(let status): "The KMS answered \(status)."
        case .redirected(let status): "The KMS redirects the reader (\(status))."
        case .rateLimited: "The KMS answered 429."
        case .unavailable(let status): "The KMS answered \(status)."
        case .transport(let error): "The KMS cannot be read: \(error)."
        case .unexpectedAnswer(let reason): "Unexpected response from the KMS: \(reason)."
        case .valuesHidden(let keys): "The reader may not see the values of \(Self.list(keys))."
        case .unresolvedReferences(let keys):
            "References cannot be resolved in \(Self.list(keys))."
        case .credentialUnavailable(let reason): "The reader's secret cannot be opened: \(reason)"
        case .cancelled: "The fetch was cancelled."
        case .unknown(let reason): "The fetched content could not be recorded: \(reason)."
        }
    }

    /// What to do; for failures that may pass, that nothing needs to be done.
    package var hint: String {
        switch self {
        case .loginRefused, .credentialUnavailable:
            "Give the source's reader a valid client and secret."
        case .forbidden: "Allow the reader's identity to read this environment and path."
        case .folderMissing: "Create the folder, or give the sync another one."
        case .refused: "Check the reader's api and baseUrl, and the project."
        case .redirected: "If the redirect is right, give the reader that address."
        case .transport(let error):
            error.hint ?? "It will be retried automatically; nothing changes until then."
        case .rateLimited, .unavailable, .unexpectedAnswer, .cancelled, .unknown:
            "It will be retried automatically; nothing changes until then."
        case .valuesHidden:
            "Allow the reader's identity to read values, including those of imports."
        case .unresolvedReferences:
            "Fix the references, or allow the reader's identity to read them."
        }
    }

    /// The first few keys; keys are not secret.
    private static func list(_ keys: [String]) -> String {
        let shown = keys.prefix(5).joined(separator: ", ")
        return keys.count > 5 ? "\(shown) and \(keys.count - 5) more" : shown
    }
}
