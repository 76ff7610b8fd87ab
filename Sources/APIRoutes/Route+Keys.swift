internal import APIContract

extension Route {
    package static let countKeys = Route(
        .get,
        "/api/v1/keys",
        "countKeys",
        "Count the keys under the master key",
        answer: .json(
            .object([
                "keys": .object([
                    "masterKeyId": .text, "dataKeys": .integer(in: 0...Int64.max),
                    "fingerprintKeys": .integer(in: 0...Int64.max),
                ])
            ])
        )
    )

    package static let shredValues = Route(
        .post,
        "/api/v1/keys/shred",
        "shredValues",
        "Destroy values, or list what would be destroyed",
        body: GivenValues.resource.schema(),
        answer: .json(
            .object([
                "shredded": .object([
                    "values": .integer(in: 0...Int64.max),
                    "fingerprintKeys": .integer(in: 0...Int64.max),
                    "dryRun": .boolean, "secretCount": .integer(in: 0...Int64.max),
                    "secrets": .list(
                        of: .object([
                            "source": .text, "projectId": .text, "environment": .text,
                            "secretPath": .text, "key": .text,
                            "values": .integer(in: 1...Int64.max),
                        ])
                    ),
                ])
            ])
        ),
        refusals: [.badRequest, .notFound],
        effect: .destroys
    )
}
