package import APIRoutes
package import Encodings
package import SyncModel

/// The admin API in process: everything that a page shows or does goes through it.
package struct APIAccess: Sendable {
    /// Performs a request as a caller; throws `APIError` as over HTTP.
    package typealias Perform =
        @Sendable (APIRequest, Caller) async throws(APIError) -> JSONValue

    /// Makes the text that a route answers with, taken piece by piece; throws `APIError` as over
    /// HTTP.
    package typealias Text =
        @Sendable (APIRequest, Caller) async throws(APIError) -> Download

    /// Performs a request as a caller.
    package let perform: Perform
    /// Makes the text that a route answers with.
    package let text: Text
    /// Who uses a token; nil if nobody has it.
    package let caller: @Sendable (_ token: SecretValue) -> Caller?
    /// Whether a caller's token is still valid.
    package let isValid: @Sendable (Caller) -> Bool
    /// Whom a code signs in, which is good for nothing afterwards; nil if it is no good.
    package let callerOfCode: @Sendable (_ code: String) -> Caller?
    /// Where pages are made: threads on which nothing else waits.
    package let executor: any TaskExecutor
    /// Where parts of pages are made that open pages look for by themselves.
    package let background: any TaskExecutor

    /// - Parameters:
    ///   - perform: Performs a request as a caller.
    ///   - text: Makes the text that a route answers with.
    ///   - caller: Who uses a token; nil if nobody has it.
    ///   - isValid: Whether a caller's token is still valid.
    ///   - callerOfCode: Whom a code signs in; it takes the code.
    ///   - executor: Where pages are made; making one takes milliseconds, and may block.
    ///   - background: Where parts are made that open pages look for by themselves.
    package init(
        perform: @escaping Perform,
        text: @escaping Text,
        caller: @escaping @Sendable (_ token: SecretValue) -> Caller?,
        isValid: @escaping @Sendable (Caller) -> Bool,
        callerOfCode: @escaping @Sendable (_ code: String) -> Caller?,
        executor: any TaskExecutor,
        background: any TaskExecutor
    ) {
        self.perform = perform
        self.text = text
        self.caller = caller
        self.isValid = isValid
        self.callerOfCode = callerOfCode
        self.executor = executor
        self.background = background
    }
}
