internal import APIContract
internal import LogModels

extension Route {
    private static let verifications = "/api/v1/audit/verifications"
    private static let answer = Answer.json(.object(["verification": .named("Verification")]))

    package static let startVerification = Route(
        .post,
        verifications,
        "startVerification",
        "Start a verification of the running log",
        description:
            "Reads every event up to the newest, as `checkly-sync audit verify` does, and compares "
            + "the log with its newest checkpoint. One runs at a time. It reports differences and "
            + "changes nothing.",
        answer: answer,
        refusals: [.tooMany],
        effect: .reads,
        audience: .auditor
    )

    package static let listVerifications = Route(
        .get,
        verifications,
        "listVerifications",
        "List the newest verifications since the server started",
        description: "Newest first, at most 10.",
        answer: .json(.object(["verifications": .list(of: .named("Verification"))]))
    )

    package static let getVerification = Route(
        .get,
        verifications + "/:verificationId",
        "getVerification",
        "Show how far a verification is, and what it has found",
        answer: answer
    )

    package static let cancelVerification = Route(
        .delete,
        verifications + "/:verificationId",
        "cancelVerification",
        "Cancel a verification",
        description: "One that has ended stays as it is.",
        answer: answer,
        effect: .reads,
        audience: .auditor
    )
}

extension Topic {
    static let verificationSchema = Schema.object([
        "id": .text,
        "state": .words(of: LogVerification.State.self)
            .described("`failed` if there are problems, or if it could not be carried out."),
        "startedBy": .text.described("The name of the token."),
        "startedAt": .time, "finishedAt": .time.orNull,
        "position": .position.described("Events are verified up to here."),
        "through": .position.described("The last event to verify."),
        "rootHash": .text.orNull.described("In Base64; null until every event is verified."),
        "stateHash": .text.orNull,
        "problems":
            .list(
                of: .object([
                    "position": .position.described("0 for the whole log."),
                    "kind": .words(of: AuditProblem.Kind.self), "message": .text,
                    "meaning": .text,
                ]),
                count: 0...Int64(LogVerification.problemLimit)
            )
            .described("So far."),
        "error": .object(["code": .text, "message": .text]).orNull
            .described("Why it could not be carried out."),
    ])
}
