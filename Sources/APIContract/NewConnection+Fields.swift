package import Commands
internal import Encodings
package import SyncModel

extension NewConnection {
    /// Everything a request can say of a connection.
    package static let resource = Resource(
        blank: NewConnection(),
        [
            Member("name", .slug(limit: 64), \.name, .required) { $0.flagHelp = Field.nameHelp },
            Member(
                "description",
                .text(.description),
                nullable: \.description
            ) { $0.flagHelp = Field.descriptionHelp(of: "connection") },
            Member(
                Field("method", .literal(method), .required).with { $0.acts = [.create] },
                read: readMethod
            ),
        ] + unsupported + [
            Member(
                "credentials",
                .object(credentials, .named("ConnectionCredentials")),
                \.apiKey,
                .required
            )
        ]
    )

    /// What opens Checkly: its API key.
    package static let credentials = Resource(
        blank: SecretValue(""),
        [
            Member(
                "apiKey",
                .secret(TextRule(limit: 255, blank: "API Key required")),
                \.self,
                .required
            )
        ]
    )

    private static let method = "api-key"

    /// Whatever is no such text, or is not there, is told the same.
    @Sendable private static func readMethod(
        _ fields: inout BodyFields,
        _: inout NewConnection
    ) {
        let given = fields.value("method")?.string ?? ""
        if given.hasSameBytes(as: method) { return }
        fields.refuse(
            "method",
            "Invalid literal value, expected \"\(method)\"",
            .invalidLiteral
        )
    }

    /// What Hanzo KMS has and Checkly does not.
    private static let unsupported: [Member<NewConnection>] = [
        hidden("isPlatformManagedCredentials", .bool) { fields, _ in
            guard let value = fields.value("isPlatformManagedCredentials") else { return }
            if value != .bool(false) {
                fields.refuse("isPlatformManagedCredentials", unsupportedRule)
            }
        },
        hidden("gatewayId", .text(TextRule(limit: 255))) { fields, _ in
            if fields.value("gatewayId") != nil { fields.refuse("gatewayId", unsupportedRule) }
        },
        hidden("projectId", .text(TextRule(limit: 255))) { fields, _ in
            _ = fields.optionalText("projectId", limit: 255)
        },
    ]

    private static let unsupportedRule = "Not supported for Checkly Connections"

    private static func hidden(
        _ name: String,
        _ form: Form,
        _ read: @escaping @Sendable (inout BodyFields, inout NewConnection) -> Void
    ) -> Member<NewConnection> {
        Member(Field(name, form).with { $0.isDocumented = false }, read: read)
    }
}

extension TextRule {
    /// What somebody writes about a resource.
    static let description = TextRule(
        limit: 256,
        atLeast: 0,
        tooLong: "Description cannot exceed 256 characters",
        mayHaveLines: true
    )
}
