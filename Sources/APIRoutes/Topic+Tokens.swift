internal import APIContract

extension Topic {
    /// Who may call the API.
    static let tokens = Topic(
        name: "Tokens",
        description: "Who may call the API: an admin all of it, an auditor what only reads.",
        schemas: [
            "Token": .object([
                "name": .text, "role": .text.example("auditor"), "createdAt": .time,
                "lastUsedAt": .time.orNull,
            ])
        ],
        routes: [
            .listTokens,
            .createToken,
            .createLoginCode,
            .revokeToken,
        ]
    )
}
