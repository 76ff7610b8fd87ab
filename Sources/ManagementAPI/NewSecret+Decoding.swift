internal import APIContract
internal import Commands
internal import Encodings
internal import SyncModel
internal import WebhookSignatures

extension NewSecret {
    /// The secret that a body adds to a source.
    ///
    /// - Parameters:
    ///   - body: An object.
    ///   - source: The source as it is now.
    /// - Throws: `APIError` 422 with everything wrong in it.
    init(_ body: JSONValue, for source: WebhookSource) throws(APIError) {
        var fields = BodyFields(body)
        let text = (fields.value("secret")?.string).map(SecretText.withoutMark)
        let allowsWeak = fields.bool("weakSecret") ?? false
        if text == nil { fields.refuseMissing("secret", expected: "string") }
        let notBefore = Self.time("notBefore", &fields)
        let notAfter = Self.time("notAfter", &fields)
        if let notBefore, let notAfter, notBefore >= notAfter {
            fields.refuse("notAfter", "Must be later than notBefore, or the secret is never good")
        }
        let secret = text.map(SecretValue.init)
        for refusal in source.refusals(ofSecret: secret, allowsWeak: allowsWeak) {
            fields.refuse(refusal)
        }
        try fields.finish()
        self.init(
            secret ?? SecretValue(""),
            allowsWeak: allowsWeak,
            notBefore: notBefore,
            notAfter: notAfter
        )
    }

    private static func time(_ name: String, _ fields: inout BodyFields) -> Timestamp? {
        guard let value = fields.value(name) else { return nil }
        guard let time = value.string.flatMap(Timestamp.init(rfc3339:)) else {
            fields.refuse(name, "Give a time such as 2026-11-23T08:00:00Z")
            return nil
        }
        return time
    }
}
