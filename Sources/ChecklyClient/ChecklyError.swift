internal import Encodings
package import OutboundHTTP
internal import SyncModel

/// Why a request to Checkly failed.
package indirect enum ChecklyError: ExplainedError, Equatable {
    /// Checkly does not accept the API key; carries its explanation.
    case credentialsRejected(String)
    /// The API key lacks a permission; carries Checkly's explanation.
    case forbidden(String)
    /// The account, variable or group does not exist; carries Checkly's explanation.
    case notFound(String)
    /// Checkly refused the request; carries its explanation.
    case refused(status: Int, String)
    /// Every attempt got status 429.
    case rateLimited
    /// Every attempt got status 408 or 5xx; carries the last.
    case unavailable(status: Int)
    /// No attempt got a response.
    case transport(TransportError)
    /// The complete list could not be read; no decision may be based on part of it.
    case listIncomplete(String)
    /// A response does not match Checkly's documentation.
    case unexpectedAnswer(String)
    /// Somebody else created the variable after it was listed.
    case appeared
    /// A blank value, which Checkly does not accept, was not sent.
    case blankValue
    /// A write to a check group failed.
    case group(ChecklyGroupError)
    /// The last attempt failed with this error; an earlier one, whose response was lost, may have
    /// had an effect.
    case afterLostAnswer(ChecklyError)
    /// The task was cancelled.
    case cancelled

    /// Who can fix it.
    package enum Cause: String, Sendable {
        case ours, checkly, credentials, limit
    }

    /// Who can fix it.
    package var cause: Cause {
        switch self {
        case .credentialsRejected, .forbidden: .credentials
        case .notFound, .refused, .appeared, .blankValue, .cancelled: .ours
        case .rateLimited: .limit
        case .unavailable, .transport, .listIncomplete, .unexpectedAnswer: .checkly
        case .group(let error): error.cause
        case .afterLostAnswer(let error): error.cause
        }
    }

    /// Whether the same request may succeed later.
    package var isRetryable: Bool {
        switch self {
        case .rateLimited, .unavailable, .transport, .listIncomplete, .unexpectedAnswer,
            .appeared, .cancelled:
            true
        case .credentialsRejected, .forbidden, .notFound, .refused, .blankValue: false
        case .group(let error): error.isRetryable
        case .afterLostAnswer(let error): error.isRetryable
        }
    }

    /// Whether an earlier attempt may have had an effect although the last one had none.
    package var isAfterLostAnswer: Bool {
        if case .afterLostAnswer = self { true } else { false }
    }

    /// A fixed word per case; `empty-value` is older than the word blank.
    package var code: String {
        switch self {
        case .credentialsRejected: "checkly-credentials"
        case .forbidden: "checkly-forbidden"
        case .notFound: "checkly-not-found"
        case .refused: "checkly-refused"
        case .rateLimited: "checkly-rate-limit"
        case .unavailable: "checkly-unavailable"
        case .transport: "checkly-unreachable"
        case .listIncomplete: "checkly-list-incomplete"
        case .unexpectedAnswer: "checkly-answer"
        case .appeared: "checkly-appeared"
        case .blankValue: "empty-value"
        case .group(let error): error.code
        case .afterLostAnswer(let error): error.code
        case .cancelled: "cancelled"
        }
    }

    /// What happened, with Checkly's explanation if there is one.
    package var message: String {
        switch self {
        case .credentialsRejected(let said): "Checkly does not accept the API key: \(said)"
        case .forbidden(let said): "The API key lacks permission: \(said)"
        case .notFound(let said): "Checkly found nothing: \(said)"
        case .refused(let status, let said): "Checkly answered \(status): \(said)"
        case .rateLimited: "Checkly answered 429 repeatedly."
        case .unavailable(let status): "Checkly answered \(status)."
        case .transport(let error): "Checkly cannot be reached: \(error)."
        case .listIncomplete(let reason): "The list of variables is incomplete: \(reason)"
        case .unexpectedAnswer(let reason): "Unexpected response from Checkly: \(reason)"
        case .appeared: "Somebody created the variable at Checkly a moment ago."
        case .blankValue: "Checkly does not accept blank values."
        case .group(let error): error.message
        case .afterLostAnswer(let error): error.message
        case .cancelled: "The request was cancelled."
        }
    }

    /// What to do; for retryable errors, that nothing needs to be done.
    package var hint: String {
        switch self {
        case .credentialsRejected: "Update the connection with a valid key."
        case .forbidden: "Use a key with the role Read & Write, or check the account's id."
        case .notFound: "Check the account's id."
        case .refused: "Change the key or the value at the source."
        case .rateLimited:
            "It will be retried automatically; if this persists, lower "
                + "CHECKLY_SYNC_REQUESTS_PER_MINUTE."
        case .transport(let error): error.hint ?? "It will be retried automatically."
        case .appeared: "The next try asks whether it may be overwritten."
        case .unavailable, .listIncomplete, .unexpectedAnswer, .cancelled:
            "It will be retried automatically."
        case .blankValue: "Give the secret a value, or set emptyValue."
        case .group(let error): error.hint
        case .afterLostAnswer(let error): error.hint
        }
    }
}
