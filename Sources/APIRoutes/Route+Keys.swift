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

    package static let rotateMasterKey = Route(
        .post,
        "/api/v1/keys/rotate",
        "rotateMasterKey",
        "Put every key under a new master key",
        description:
            "Deliveries and pushes go on meanwhile; the answer comes when it is done, about 20 "
            + "seconds for a million keys. A master key that is not kept in `master.key` is "
            + "replaced by that of `CHECKLY_SYNC_NEW_MASTER_KEY`.",
        answer: .json(
            .object([
                "rotated": .object([
                    "masterKeyId": .text, "keys": .integer(in: 1...Int64.max),
                ])
            ])
        ),
        refusals: [.badRequest]
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
