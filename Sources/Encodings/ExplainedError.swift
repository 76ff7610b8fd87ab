/// An error that a reader can act on; every surface shows it as `code: message (hint)`.
package protocol ExplainedError: Error, Sendable, CustomStringConvertible {
    /// A fixed word for metrics and clients, such as `signature-mismatch`.
    var code: String { get }
    /// What happened, without any secret.
    var message: String { get }
    /// What to do next.
    var hint: String { get }
}

/// Why something failed, to stand in the message of another error: what happened, with no code, hint or full stop.
///
/// One code and one hint are enough for a chain of errors.
package func reason(of error: any Error) -> String {
    guard let message = (error as? any ExplainedError)?.message else { return "\(error)" }
    return message.hasSuffix(".") ? String(message.dropLast()) : message
}

extension ExplainedError {
    package var description: String { "\(code): \(message) (\(hint))" }
}
