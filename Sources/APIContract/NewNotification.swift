internal import Encodings
package import SyncModel

/// What a request says of who is told what waits for a person.
package struct NewNotification: Sendable {
    /// 1 to 64 lower-case letters, digits and hyphens.
    package var name = ""
    /// What is sent.
    package var form = NotificationTarget.Form.standard
    /// Whether things that are only worth knowing are left out.
    package var onlyProblems = false
    /// An address that may be one of a target; see `NotificationTarget.origin`.
    package var url = SecretValue("")
    /// The scheme, host and port of the address.
    package var origin = ""
}

extension NewNotification {
    /// Everything a request can say of a target.
    package static let resource = Resource(
        blank: NewNotification(),
        [
            Member("name", .slug(limit: 64), \.name, .required) { $0.flagHelp = Field.nameHelp },
            Member(
                Field(
                    "url",
                    .secret(rule),
                    .required,
                    summary: "Where messages are posted: https, or http to this machine. It is "
                        + "sealed, and only its scheme, host and port are ever shown."
                ),
                read: readAddress
            ),
            Member(
                "form",
                .word,
                \.form,
                .optional,
                "`standard` for JSON that is signed as Standard Webhooks says, `slack` for an "
                    + "incoming webhook of Slack."
            ) {
                $0.usual = .text(NotificationTarget.Form.standard.rawValue)
                $0.flagHelp = [
                    .create: "standard, for JSON signed as Standard Webhooks says (usual), or "
                        + "slack."
                ]
            },
            Member(
                "onlyProblems",
                .bool,
                \.onlyProblems,
                .optional,
                "Whether things that are only worth knowing are left out."
            ) {
                $0.usual = .bool(false)
                $0.flagHelp = [.create: "Leave out what is only worth knowing."]
            },
        ]
    )

    private static let rule = TextRule(
        limit: NotificationTarget.addressLimit,
        blank: "Required"
    )

    @Sendable private static func readAddress(
        _ fields: inout BodyFields,
        _ new: inout NewNotification
    ) {
        guard fields.value("url") != nil else {
            return fields.refuse("url", "Required")
        }
        guard let url = fields.text("url", rule), !url.isEmpty else { return }
        guard let origin = NotificationTarget.origin(of: url) else {
            return fields.refuse("url", NotificationTarget.addressRule)
        }
        new.url = SecretValue(url)
        new.origin = origin
    }
}
