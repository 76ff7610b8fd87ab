package import APIRoutes
package import Encodings
package import SyncModel

/// The admin API in process: everything that a page shows or does goes through it.
package struct APIAccess: Sendable {
    /// Performs a request as a caller; throws `APIError` as over HTTP.
    package typealias Perform =
        @Sendable (APIRequest, Caller) async throws(APIError) -> JSONValue

    let perform: Perform
    let caller: @Sendable (_ token: SecretValue) -> Caller?
    let isValid: @Sendable (Caller) -> Bool

    /// - Parameters:
    ///   - perform: Performs a request as a caller.
    ///   - caller: Who uses a token; nil if nobody has it.
    ///   - isValid: Whether a caller's token is still valid.
    package init(
        perform: @escaping Perform,
        caller: @escaping @Sendable (_ token: SecretValue) -> Caller?,
        isValid: @escaping @Sendable (Caller) -> Bool
    ) {
        self.perform = perform
        self.caller = caller
        self.isValid = isValid
    }
}
