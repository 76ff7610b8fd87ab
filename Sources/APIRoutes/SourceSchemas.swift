internal import APIContract
internal import Commands
internal import SyncModel

extension Topic {
    private static let tolerance = Schema.integer(in: NewSource.tolerance)
    private static let payload = Schema.words(of: WebhookSource.Payload.self)

    static let sourceSchema = Schema.object(
        [
            "name": .slug(64), "preset": .text, "payload": payload,
            "secrets": .list(
                of: .object(
                    ["id": .text, "createdAt": .time, "lastMatchedAt": .time.orNull],
                    optional: ["notBefore": .time, "notAfter": .time]
                )
            ),
            "toleranceSeconds": tolerance, "isEnabled": .boolean, "createdAt": .time,
            "updatedAt": .time,
            "path": .text.example("/webhooks/hanzo").described("Where it takes deliveries."),
            "lastMatchedAt": .time.orNull
                .described("When a delivery was last signed with one of its secrets."),
            "lastRefusal":
                .object(["id": .text, "at": .time, "code": .text, "message": .text]).orNull,
            "refusedCount": .integer(in: 0...Int64.max)
                .described("How many of the refusals that are kept are its own."),
            "syncs": .list(of: .object(["id": .uuid, "name": .text]))
                .described("Those whose folder it reports."),
        ],
        optional: [
            "scheme": .anyObject,
            "reader": .object([
                "api": .words(of: KMSAccess.API.self), "baseUrl": .text, "clientId": .text,
                "holdEmptiedFolders": .boolean, "allowInsecureHttp": .boolean,
            ]),
            "reading": .named("Reading"),
            "differing":
                .object([
                    "count": .integer(in: 1...Int64.max), "lastAt": .time,
                    "deliveryId": .text.orNull,
                    "first": .position,
                ])
                .described(
                    "Events that arrived again under the id of an earlier one with other content."
                ),
        ]
    )

    static let readingSchema = Schema.object([
        "lastNotifiedAt": .time.orNull, "lastReadAt": .time.orNull,
        "lastDifferenceAt": .time.orNull, "lastMissedNotificationAt": .time.orNull,
        "folders": .list(
            of: .object([
                "projectId": .text, "environment": .text, "secretPath": .text,
                "lastNotifiedAt": .time.orNull, "lastReadAt": .time.orNull,
                "lastDifferenceAt": .time.orNull, "lastMissedNotificationAt": .time.orNull,
                "held": .named("HeldEmptiness").orNull,
                "failure":
                    .object([
                        "code": .text, "message": .text, "since": .time.orNull,
                        "nextTryAt": .time.orNull,
                    ])
                    .orNull,
            ])
        ),
    ])
}
