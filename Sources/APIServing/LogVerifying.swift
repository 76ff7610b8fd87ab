internal import APIRoutes
package import LogModels

/// Verifications of the log, as the API uses them.
package struct LogVerifying: Sendable {
    /// Starts one for the token of this name; returns nil if one runs already.
    package var start: @Sendable (_ caller: String) throws -> LogVerification?
    /// Returns those that are kept, newest first.
    package var newestFirst: @Sendable () -> [LogVerification]
    /// Cancels one and returns it as it is then; nil if there is none with this id.
    package var cancel: @Sendable (_ id: String) -> LogVerification?

    /// Asks with these closures; what `start` throws is the API's answer.
    package init(
        start: @escaping @Sendable (_ caller: String) throws -> LogVerification?,
        newestFirst: @escaping @Sendable () -> [LogVerification],
        cancel: @escaping @Sendable (_ id: String) -> LogVerification?
    ) {
        self.start = start
        self.newestFirst = newestFirst
        self.cancel = cancel
    }

    /// Used where nothing is verified.
    package static let none = LogVerifying(
        start: { _ in throw APIError.notFound("This server verifies nothing") },
        newestFirst: { [] },
        cancel: { _ in nil }
    )
}
