package import Encodings

/// Why something was not done, in the words every surface shows.
package struct PushProblem: Error, Sendable, Equatable {
    /// Who can do something about it.
    package enum Cause: String, Sendable {
        /// The secret, the sync or this server.
        case ours
        case checkly
        /// The API key, or what it may do.
        case credentials
        /// A limit of Checkly's, or one that was set here.
        case limit
    }

    package var code: String
    package var message: String
    package var cause: Cause
    /// Whether it was tried more than once, and an answer was lost before the one that says no.
    package var isAfterLostAnswer = false

    package init(code: String, message: String, cause: Cause = .ours) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package init(_ error: any ExplainedError, cause: Cause = .ours) {
        self.init(
            code: error.code,
            message: "\(error.message) (\(error.hint))",
            cause: cause
        )
    }
}
