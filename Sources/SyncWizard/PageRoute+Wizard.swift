package import Pages

extension PageRoute {
    /// The pages that make or edit a sync.
    package static let ofWizard: [PageRoute] = [
        .get("/syncs/new", WizardPage.page),
        .post("/syncs/new", WizardPage.finish),
    ]
}
