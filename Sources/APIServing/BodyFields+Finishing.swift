package import APIContract
package import APIRoutes
package import Encodings

extension BodyFields {
    /// - Throws: `APIError` 422 if anything was wrong.
    package func finish() throws(APIError) {
        if !issues.isEmpty { throw .invalid(issues) }
    }
}

extension Resource {
    /// What a body says.
    ///
    /// - Parameters:
    ///   - body: An object.
    ///   - act: Whether it makes the resource or changes it.
    /// - Returns: The resource as far as the body says it.
    /// - Throws: `APIError` 422 with everything wrong in it.
    package func read(_ body: JSONValue, for act: Field.Act = .create) throws(APIError) -> Whole {
        var fields = BodyFields(body)
        let whole = read(&fields, for: act)
        try fields.finish()
        return whole
    }
}
