internal import APIContract

extension Topic {
    /// Changes that cannot be carried out.
    static let parking = Topic(
        name: "Parked changes",
        description: "Changes that wait for somebody: listing, retrying, skipping.",
        schemas: [
            "ParkedChange": .object([
                "syncId": .uuid, "syncName": .text, "key": .text.orNull,
                "fingerprint": .text.orNull, "position": .position,
                "problem": .object(["code": .text, "message": .text, "cause": .text]),
                "since": .time,
            ])
        ],
        routes: [
            .listParked,
            .listParkedOfSync,
            .retryParked,
            .skipParked,
        ]
    )
}
