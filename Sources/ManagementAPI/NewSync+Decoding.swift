internal import APIContract
internal import Encodings
internal import SyncModel

extension NewSync {
    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: An object.
    ///   - isComplete: Whether it creates a sync; otherwise it changes one.
    /// - Throws: `APIError` 422 with everything that is wrong.
    init(_ body: JSONValue, isComplete: Bool) throws(APIError) {
        var fields = BodyFields(body)
        self = Self.resource.read(&fields, for: isComplete ? .create : .change)
        try fields.finish()
    }
}
