internal import APIContract

extension BodyFields {
    /// - Throws: `APIError` 422 when anything was wrong.
    func finish() throws(APIError) {
        if !issues.isEmpty { throw .invalid(issues) }
    }
}
