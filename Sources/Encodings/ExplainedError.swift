/// An error that a reader can act on; every surface shows it as `code: message (hint)`.
package protocol ExplainedError: Error, Sendable, CustomStringConvertible {
    /// A fixed word for metrics and clients, such as `signature-mismatch`.
    var code: String { get }
    /// What happened, without any secret.
    var message: String { get }
    /// What to do next.
    var hint: String { get }
}

/// The message of an error without code, hint and full stop, for embedding in another error's
/// message.
///
/// A chain of errors needs only one code and one hint.
package func reason(of error: any Error) -> String {
    guard let message = (error as? any ExplainedError)?.message else { return "\(error)" }
    return message.hasSuffix(".") ? String(message.dropLast()) : message
}

extension ExplainedError {
    /// The error as `code: message (hint)`.
    package var description: String { "\(code): \(message) (\(hint))" }
}
