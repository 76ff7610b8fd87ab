internal import Encodings
internal import SyncModel
internal import WebhookSignatures

extension Topic {
    private static let tolerance = Schema.integer(in: 1...604_800)
    private static let payload = Schema.words(of: WebhookSource.Payload.self)

    static let weakSecret = Schema.boolean.standard(.bool(false))
        .described("Whether a key of less than 16 bytes is taken, which can be guessed.")

    static let newReaderSchema = Schema.object(
        [
            "api": .words(of: KMSAccess.API.self), "baseUrl": .text(1...2048),
            "clientId": .text(1...255), "clientSecret": .text(1...4096),
        ],
        optional: readerSettings
    )

    private static let readerSettings: KeyValuePairs<String, Schema> = [
        "holdEmptiedFolders": .boolean.standard(.bool(true))
            .described(
                "Whether a read that would take every secret of a folder, or of an import, away at "
                    + "once waits for a second one, or for POST /api/v1/folders/confirm-empty."
            ),
        "allowInsecureHttp": .boolean.standard(.bool(false))
            .described(
                "Whether baseUrl may be http to another machine; everybody on the way then reads "
                    + "every secret."
            ),
    ]

    static let newSourceSchema = Schema.object(
        ["name": .slug(64), "secrets": .list(of: .text(1...4096), count: 1...8)],
        optional: [
            "preset": .words(SignaturePreset.allCases.map(\.rawValue) + ["custom"])
                .standard(.text("hanzo-kms")),
            "scheme": .anyObject.described("How deliveries are signed; for the preset custom."),
            "payload": payload, "toleranceSeconds": tolerance.standard(.integer(300)),
            "isEnabled": .boolean.standard(.bool(true)), "reader": .named("NewReader").orNull,
            "weakSecret": weakSecret,
        ]
    )

    static let sourceChangeSchema = Schema.object(
        [:],
        optional: [
            "payload": payload, "toleranceSeconds": tolerance, "isEnabled": .boolean,
            "reader": .named("NewReader").orNull,
        ]
    )

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
                    "Events that came again under the id of an earlier one with other content."
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
