internal import APIContract
internal import Reconciliation

extension Topic {
    /// Actions on syncs.
    static let syncActions = Topic(
        name: "Sync actions",
        description: "Pushing, planning and holding back.",
        schemas: ["Plan": planSchema, "DraftPlan": draftPlanSchema],
        routes: [
            .pushSync,
            .removeSecrets,
            .importSecrets,
            .checkDestination,
            .planNewSync,
            .planSync,
            .applyPlan,
            .pauseSync,
            .resumeSync,
            .pinSync,
            .unpinSync,
            .adoptKeys,
        ]
    )
}
