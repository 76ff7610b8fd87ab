internal import Encodings
package import SyncModel

/// What a request says of a token for the API.
package struct NewToken: Sendable {
    /// 1 to 64 lower-case letters, digits and hyphens.
    package var name = ""
    /// What the token will permit; always given.
    package var role: APIToken.Role?
    /// From when on it is refused; nil if never.
    package var expiresAt: Timestamp?
    /// The projects whose syncs it may be used for; nil if it is for everything.
    package var projects: [String]?
}

extension NewToken {
    /// Everything a request can say of a token.
    package static let resource = Resource(
        blank: NewToken(),
        [
            Member("name", .slug(limit: 64), \.name, .required) { $0.flagHelp = Field.nameHelp },
            Member("role", .word, \.role, .required) {
                $0.missing = .rule("Required")
                $0.flagHelp = [
                    .create: "admin, who may do everything, or auditor, who may read and change "
                        + "nothing."
                ]
            },
            Member("expiresAt", .time, \.expiresAt, .optional, "From when on it is refused.") {
                $0.flagHelp = [
                    .create: "From when on it is refused, as 2027-02-23T08:00:00Z; never, unless "
                        + "given."
                ]
            },
            Member(
                Field(
                    "projects",
                    .texts(TextRule(limit: 255), count: 1...APIToken.projectLimit),
                    summary: "The ids of the projects whose syncs it may be used for, and nothing "
                        + "else; without it, everything."
                )
                .with {
                    $0.flagHelp = [
                        .create: "A project whose syncs it may be used for, and nothing else; may "
                            + "be repeated."
                    ]
                },
                read: readProjects
            ),
        ]
    )

    private static let projectsRule =
        "Expected 1 to \(APIToken.projectLimit) ids of projects, each of at most 255 characters"

    @Sendable private static func readProjects(
        _ fields: inout BodyFields,
        _ new: inout NewToken
    ) {
        guard let value = fields.value("projects") else { return }
        // As the requests for syncs read them.
        let texts = (value.array ?? []).compactMap(\.string?.trimmed)
        let isGood =
            texts.count == value.array?.count && (1...APIToken.projectLimit).contains(texts.count)
            && texts.allSatisfy { (1...255).contains($0.count) }
        if !isGood { return fields.refuse("projects", projectsRule) }
        new.projects = texts
    }
}
