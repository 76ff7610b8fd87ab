package import SyncModel

/// What a request says of a token for the API.
package struct NewToken: Sendable {
    /// 1 to 64 lower-case letters, digits and hyphens.
    package var name = ""
    /// What the token will permit; always given.
    package var role: APIToken.Role?
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
        ]
    )
}
