package import Pages

extension PageRoute {
    /// The pages of syncs.
    package static let ofSyncs: [PageRoute] =
        [
            .get("/syncs", SyncsPage.page),
            .post(BulkPage.path, BulkPage.perform),
            .get("/syncs/:id", SyncKeysPage.page),
            .get("/syncs/:id/plan", PlanPage.page),
            .post("/syncs/:id/plan", PlanPage.apply),
            .get("/syncs/:id/runs", RunsPage.page),
            .get("/syncs/:id/history", HistoryPage.page),
            .get("/syncs/:id/time", MomentsPage.page),
            .get("/syncs/:id/settings", SettingsPage.page),
        ]
        + SyncAction.allCases.flatMap { action -> [PageRoute] in
            let path = "/syncs/:id/\(action.rawValue)"
            return [
                .get(path) { try await ConfirmPage.page(action, $0) },
                .post(path) { try await ConfirmPage.perform(action, $0) },
            ]
        }
}
