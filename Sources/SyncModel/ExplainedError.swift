/// An error that a reader can act on; every surface shows it as `code: message (hint)`.
package protocol ExplainedError: Error, Sendable, CustomStringConvertible {
    /// A fixed word for metrics and clients, such as `signature-mismatch`.
    var code: String { get }
    /// What happened, without any secret.
    var message: String { get }
    /// What to do next.
    var hint: String { get }
}

extension ExplainedError {
    package var description: String { "\(code): \(message) (\(hint))" }
}
