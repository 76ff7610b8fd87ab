internal import APIContract
internal import Projection
internal import SyncModel

extension Route {
    private static let path = "/api/v1/hold"
    private static let answer = Answer.json(
        .object([
            "hold":
                .object([
                    "cause": .words(of: PushingHold.Cause.self), "since": .time,
                    "reason": .text.orNull, "message": .text,
                ])
                .orNull
        ])
    )

    package static let getHold = Route(
        .get,
        path,
        "getHold",
        "Say whether all pushing is held",
        answer: answer
    )

    package static let holdPushing = Route(
        .post,
        path,
        "holdPushing",
        "Hold all pushing",
        body: Reason.resource.schema(),
        answer: answer
    )

    package static let releasePushing = Route(
        .delete,
        path,
        "releasePushing",
        "Release pushing",
        answer: answer,
        effect: .changes
    )
}
