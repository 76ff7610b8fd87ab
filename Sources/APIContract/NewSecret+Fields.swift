package import Commands
internal import Encodings
package import SyncModel
internal import WebhookSignatures

extension NewSecret {
    /// Everything a request can say of a secret that is added to a source.
    ///
    /// - Parameter source: As it is now; nil for the schema alone.
    /// - Returns: The table that reads a secret for it.
    package static func resource(for source: WebhookSource?) -> Resource<NewSecret> {
        Resource(
            blank: NewSecret(
                SecretValue(""),
                allowsWeak: false,
                notBefore: nil,
                notAfter: nil
            ),
            [
                Member(NewSource.weakSecretField) { fields, new in
                    new.allowsWeak = fields.bool(NewSource.weakSecretField.name) ?? false
                },
                Member("secret", .signingSecret, \.value, .required),
                Member("notBefore", .time, \.notBefore) {
                    $0.flagHelp = [.create: "From when it is good, as 2026-11-23T08:00:00Z."]
                },
                Member(
                    Field("notAfter", .time)
                        .with { $0.flagHelp = [.create: "Until when it is good."] }
                ) { fields, new in
                    new.readEnd(&fields)
                    guard let source else { return }
                    let secret = fields.body["secret"]?.string == nil ? nil : new.value
                    for refusal in source.refusals(ofSecret: secret, allowsWeak: new.allowsWeak) {
                        fields.refuse(refusal)
                    }
                },
            ]
        )
    }

    private mutating func readEnd(_ fields: inout BodyFields) {
        notAfter = fields.time("notAfter")
        if let notBefore, let notAfter, notBefore >= notAfter {
            fields.refuse("notAfter", "Must be later than notBefore, or the secret is never valid")
        }
    }
}

extension Kind<SecretValue> {
    /// A secret without the byte order mark of the file it comes from; its scheme limits it.
    fileprivate static var signingSecret: Kind {
        Kind(
            form: .secret(NewSource.secretRule),
            read: { fields, name, _ in
                guard let text = fields.value(name)?.string else {
                    fields.refuseMissing(name, expected: "string")
                    return nil
                }
                return SecretValue(SecretText.withoutMark(text))
            },
            write: { _ in .null }
        )
    }
}
