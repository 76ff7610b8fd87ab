internal import APIContract
internal import Commands
internal import Encodings
internal import SyncModel

extension NewConnection {
    private static let unsupported = "Not supported for Checkly Connections"

    /// What a body says.
    ///
    /// - Parameters:
    ///   - body: An object.
    ///   - isComplete: Whether it describes a new connection; otherwise it changes one.
    /// - Throws: `APIError` 422 with everything wrong in it.
    init(_ body: JSONValue, isComplete: Bool) throws(APIError) {
        self.init()
        var fields = BodyFields(body)
        if isComplete || fields.value("name") != nil { name = fields.slug("name", limit: 64) }
        description = fields.nullableText(
            "description",
            limit: 256,
            tooLong: "Description cannot exceed 256 characters",
            mayHaveLines: true
        )
        let method = fields.value("method")?.string ?? ""
        if isComplete, !method.hasSameBytes(as: "api-key") {
            fields.refuse(
                "method",
                "Invalid literal value, expected \"api-key\"",
                .invalidLiteral
            )
        }
        if let value = fields.value("isPlatformManagedCredentials"), value != .bool(false) {
            fields.refuse("isPlatformManagedCredentials", Self.unsupported)
        }
        if fields.value("gatewayId") != nil { fields.refuse("gatewayId", Self.unsupported) }
        _ = fields.optionalText("projectId", limit: 255)
        if isComplete || fields.value("credentials") != nil { apiKey = Self.apiKey(&fields) }
        try fields.finish()
    }

    private static func apiKey(_ fields: inout BodyFields) -> SecretValue? {
        guard let body = fields.value("credentials"), body.members != nil else {
            fields.refuseMissing("credentials", expected: "object")
            return nil
        }
        var inner = BodyFields(body, path: ["credentials"])
        let key = inner.text("apiKey", limit: 255, missing: "API Key required")
        fields.adopt(inner)
        return SecretValue(key)
    }
}
