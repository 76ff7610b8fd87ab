internal import APIContract
internal import SyncModel

extension Route {
    private static let base = "/api/v1/notifications"

    package static let listNotifications = Route(
        .get,
        base,
        "listNotifications",
        "List who is told what waits for a person",
        answer: .json(.object(["notifications": .list(of: .named("Notification"))]))
    )

    package static let createNotification = Route(
        .post,
        base,
        "createNotification",
        "Create a notification; its signing secret is shown here and never again",
        description: "Everything that waits now is told first.",
        body: NewNotification.resource.schema(),
        answer: .json(
            .object([
                "notification": .extending(
                    .named("Notification"),
                    [
                        "secret": .text.orNull.described(
                            "Verifies what the form `standard` sends, as Standard Webhooks says."
                        )
                    ]
                )
            ])
        ),
        refusals: [.badRequest]
    )

    package static let testNotification = Route(
        .post,
        base + "/:name/test",
        "testNotification",
        "Send one message that only tries the way",
        answer: .json(
            .object([
                "test": .object([
                    "isAccepted": .boolean, "status": .integer(in: 100...599).orNull,
                    "problem": .text.orNull,
                ])
            ])
        ),
        refusals: [.badRequest],
        effect: .reads
    )

    package static let deleteNotification = Route(
        .delete,
        base + "/:name",
        "deleteNotification",
        "Delete a notification",
        answer: .json(.object(["notification": .named("Notification")]))
    )
}
