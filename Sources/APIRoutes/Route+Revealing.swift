internal import APIContract
internal import LogModels

extension Route {
    private static let revealedSchema = Schema.object([
        "sync": .object(["id": .uuid, "name": .text]), "asOf": .named("Moment"),
        "variables": .list(
            of: .object([
                "key": .text, "sourceKey": .text, "position": .position, "value": .text.orNull,
            ])
        ),
    ])

    package static let revealState = Route(
        .post,
        sync + "/reveal",
        "revealState",
        "Show what a sync desires, with the values",
        body: GivenMoment.ofReveal.schema(),
        answer: .json(revealedSchema),
        refusals: [.notFound],
        effect: .reads
    )

    package static let findValue = Route(
        .post,
        "/api/v1/audit/grep",
        "findValue",
        "Find where a value was ever set",
        body: ValueSearch.resource.schema(),
        answer: .json(
            .object([
                "found": .list(
                    of: .object([
                        "position": .position, "source": .text, "projectId": .text,
                        "environment": .text, "secretPath": .text, "key": .text,
                    ])
                )
            ])
        ),
        effect: .reads
    )

    package static let recordExport = Route(
        .post,
        "/api/v1/audit/exports",
        "recordExport",
        "Record that events will be exported, and say which",
        body: ExportRequest.resource.schema(),
        answer: .json(
            .object([
                "export": .object([
                    "after": .position, "through": .position, "format": .text,
                    "position": .position.orNull.described("Of the event that records it."),
                ])
            ])
        ),
        refusals: [.tooMany],
        effect: .reads,
        audience: .auditor
    )

    package static let getExportContent = Route(
        .get,
        "/api/v1/audit/exports/:position/content",
        "getExportContent",
        "Download the events of an export that was recorded",
        description:
            "The text that `checkly-sync audit export` writes, made while it is sent. A connection "
            + "that ends early means that the text is not complete.",
        answer: .texts(types: ExportFormat.allCases.map(\.mediaType))
    )
}
