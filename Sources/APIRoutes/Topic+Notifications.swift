internal import APIContract
internal import SyncModel

extension Topic {
    /// Who is told what waits for a person.
    static let notifications = Topic(
        name: "Notifications",
        description:
            "Where the server says what begins, and what ceases, to wait for a person: a message "
            + "in JSON, signed as Standard Webhooks says, or one for Slack. A message is sent "
            + "until its receiver accepts it.",
        schemas: [
            "Notification": .object([
                "name": .text, "form": .words(of: NotificationTarget.Form.self),
                "onlyProblems": .boolean,
                "origin": .text.example("https://hooks.example")
                    .described("Scheme, host and port of the address."),
                "createdAt": .time,
                "lastSentAt": .time.orNull.described("When a message was last accepted."),
                "problem":
                    .object(["message": .text, "since": .time, "nextTryAt": .time])
                    .orNull.described("Why the newest message is not accepted."),
            ])
        ],
        routes: [
            .listNotifications,
            .createNotification,
            .testNotification,
            .deleteNotification,
        ]
    )
}
