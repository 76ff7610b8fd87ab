package import Pages

extension PageRoute {
    /// The pages of the server as a whole, its sources and its connections.
    package static let ofServer = general + ofConnections + ofSources

    private static let general: [PageRoute] = [
        .get("/", OverviewPage.page),
        .get("/attention", AttentionPage.page),
        .get("/search", SearchPage.page),
        .get("/system", SystemPage.page),
        .post("/system/refold", SystemPage.refold),
        .post("/system/sessions") { _ in .signOutEverywhere },
        .get("/system/tokens/:name/revoke", SystemPage.confirmRevocation),
        .post("/system/tokens/:name/revoke", SystemPage.revoke),
    ]

    private static let ofConnections: [PageRoute] =
        [
            .get("/connections", ConnectionPages.list),
            .get("/connections/new", ConnectionPages.new),
            .post("/connections/new", ConnectionPages.create),
            .get("/connections/:id", ConnectionPages.page),
            .post("/connections/:id/check", ConnectionPages.check),
            .get("/connections/:id/delete", ConnectionPages.confirmDeletion),
            .post("/connections/:id/delete", ConnectionPages.delete),
        ]
        + ConnectionPages.Act.allCases.flatMap { act -> [PageRoute] in
            let path = "/connections/:id/\(act.rawValue)"
            return [
                .get(path) { try await ConnectionPages.change(act, $0) },
                .post(path) { try await ConnectionPages.save(act, $0) },
            ]
        }

    private static let ofSources: [PageRoute] =
        [
            .get("/sources", SourcePages.list),
            .get("/sources/new", SourceForms.new),
            .post("/sources/new", SourceForms.create),
            .get("/sources/:name", SourcePages.page),
            .get("/sources/:name/edit", SourceForms.edit),
            .post("/sources/:name/edit", SourceForms.save),
            .get("/sources/:name/secrets/new", SourceForms.newSecret),
            .post("/sources/:name/secrets/new", SourceForms.addSecret),
            .get("/sources/:name/reader", SourceReader.edit),
            .post("/sources/:name/reader", SourceReader.save),
            .post("/sources/:name/check-reader", SourceReader.check),
            .get("/sources/:name/test", SourceForms.test),
            .post("/sources/:name/test", SourceForms.sendTest),
        ]
        + ofSource("/sources/:name/switch", .flip)
        + ofSource("/sources/:name/delete", .delete)
        + ofSource("/sources/:name/secrets/:id/remove", .removeSecret)

    private static func ofSource(_ path: String, _ act: SourceForms.Act) -> [PageRoute] {
        [
            .get(path) { try await SourceForms.confirm(act, $0) },
            .post(path) { try await SourceForms.perform(act, $0) },
        ]
    }
}
