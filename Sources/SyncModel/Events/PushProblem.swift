package import Encodings

/// Why a change was not carried out, in the words that every surface shows.
package struct PushProblem: Error, Sendable, Equatable {
    /// Who can fix it.
    package enum Cause: String, Sendable {
        /// The secret, the sync or this server.
        case ours
        /// An error on Checkly's side.
        case checkly
        /// The API key or its permissions.
        case credentials
        /// A limit, either Checkly's or one set here.
        case limit
    }

    /// A fixed word for metrics and clients.
    package var code: String
    /// A sentence for people, hint included; it contains no secret.
    package var message: String
    /// Who can fix it.
    package var cause: Cause
    /// Whether the refusal came on a retry after an earlier response was lost.
    package var isAfterLostAnswer = false

    /// Makes a problem of our own making unless `cause` says otherwise.
    package init(code: String, message: String, cause: Cause = .ours) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Takes the code, message and hint of an error.
    package init(_ error: any ExplainedError, cause: Cause = .ours) {
        self.init(
            code: error.code,
            message: "\(error.message) (\(error.hint))",
            cause: cause
        )
    }
}

extension PushProblem {
    /// The problem of an approved plan that no longer matches what a push would do.
    package static let planOutdated = PushProblem(
        code: "plan-outdated",
        message: "The source or Checkly has changed since the plan was made; nothing was written. "
            + "(Make a new plan.)"
    )
}
