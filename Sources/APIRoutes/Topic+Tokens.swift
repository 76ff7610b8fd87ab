internal import APIContract

extension Topic {
    /// Who may call the API.
    static let tokens = Topic(
        name: "Tokens",
        description:
            "Who may call the API: an admin all of it, an auditor what only reads. A token for "
            + "certain projects may use the routes of their syncs only.",
        schemas: [
            "Token": .object([
                "name": .text, "role": .text.example("auditor"), "createdAt": .time,
                "expiresAt": .time.orNull.described("From when on it is refused."),
                "projects": .list(of: .text).orNull
                    .described("The only projects whose syncs it may be used for."),
                "lastUsedAt": .time.orNull,
            ])
        ],
        routes: [
            .listTokens,
            .createToken,
            .rotateAdminToken,
            .createLoginCode,
            .revokeToken,
        ]
    )
}
