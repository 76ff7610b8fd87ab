internal import Hummingbird

extension Dashboard {
    /// Adds the pages of syncs.
    func addSyncPages<Context: PageContext>(to router: Router<Context>) {
        get("/syncs", router, SyncsPage.page)
        get("/syncs/new", router, WizardPage.page)
        post("/syncs/new", router, WizardPage.finish)
        get("/syncs/:id", router, SyncKeysPage.page)
        get("/syncs/:id/plan", router, PlanPage.page)
        post("/syncs/:id/plan", router, PlanPage.apply)
        get("/syncs/:id/time", router, MomentsPage.page)
        get("/syncs/:id/settings", router, SettingsPage.page)
        for action in SyncAction.allCases {
            get(RouterPath("/syncs/:id/\(action.rawValue)"), router) {
                try await ConfirmPage.page(action, $0)
            }
            post(RouterPath("/syncs/:id/\(action.rawValue)"), router) {
                try await ConfirmPage.perform(action, $0)
            }
        }
    }
}
