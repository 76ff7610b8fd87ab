internal import APIContract

extension Topic {
    /// The log, and the state at any time.
    static let log = Topic(
        name: "Log",
        description: "Events, the state they fold to, and what changed between two moments.",
        schemas: [
            "Event": eventSchema,
            "State": stateSchema,
            "Variable": variableSchema,
            "Moment": .object(["position": .position, "recordedAt": .time.orNull]),
            "Difference": differenceSchema,
        ],
        routes: [
            .listEvents,
            .getEvent,
            .getHistory,
            .getState,
            .getSyncState,
            .getDifference,
            .replay,
        ]
    )
}
