internal import APIContract
internal import Encodings
internal import SyncModel

extension NewSync {
    /// What a body says.
    ///
    /// - Parameters:
    ///   - body: An object.
    ///   - isComplete: Whether it makes a sync; else it changes one.
    /// - Throws: `APIError` 422 with everything wrong in it.
    init(_ body: JSONValue, isComplete: Bool) throws(APIError) {
        var fields = BodyFields(body)
        self = Self.resource.read(&fields, for: isComplete ? .create : .change)
        try fields.finish()
    }
}
