internal import Hummingbird

extension Dashboard {
    /// Adds the pages of connections.
    func addConnectionPages<Context: PageContext>(to router: Router<Context>) {
        get("/connections", router, ConnectionPages.list)
        get("/connections/new", router, ConnectionPages.new)
        post("/connections/new", router, ConnectionPages.create)
        get("/connections/:id", router, ConnectionPages.page)
        post("/connections/:id/check", router, ConnectionPages.check)
        for act in ConnectionPages.Act.allCases {
            let path = RouterPath("/connections/:id/\(act.rawValue)")
            get(path, router) { try await ConnectionPages.change(act, $0) }
            post(path, router) { try await ConnectionPages.save(act, $0) }
        }
        get("/connections/:id/delete", router, ConnectionPages.confirmDeletion)
        post("/connections/:id/delete", router, ConnectionPages.delete)
    }

    /// Adds the pages of the log.
    func addEventPages<Context: PageContext>(to router: Router<Context>) {
        get("/events", router, EventPages.list)
        get("/events/:position", router, EventPages.page)
    }

    /// Adds the pages of deliveries.
    func addDeliveryPages<Context: PageContext>(to router: Router<Context>) {
        get("/deliveries", router, DeliveriesPage.page)
        get("/deliveries/:position", router, DeliveryPage.page)
        get("/deliveries/refused/:id", router, RefusedPage.page)
        get("/explain", router, RefusedPage.form)
        post("/explain", router, limit: Self.requestLimit, RefusedPage.explain)
    }

    /// The maximum size in bytes of a form with a whole request.
    private static var requestLimit: Int { 1 << 20 }

    /// Adds the pages of sources.
    func addSourcePages<Context: PageContext>(to router: Router<Context>) {
        get("/sources", router, SourcePages.list)
        get("/sources/new", router, SourceForms.new)
        post("/sources/new", router, SourceForms.create)
        get("/sources/:name", router, SourcePages.page)
        get("/sources/:name/edit", router, SourceForms.edit)
        post("/sources/:name/edit", router, SourceForms.save)
        get("/sources/:name/secrets/new", router, SourceForms.newSecret)
        post("/sources/:name/secrets/new", router, SourceForms.addSecret)
        for (path, act) in [
            ("/sources/:name/switch", .flip), ("/sources/:name/delete", .delete),
            ("/sources/:name/secrets/:id/remove", .removeSecret),
        ] as [(RouterPath, SourceForms.Act)] {
            get(path, router) { try await SourceForms.confirm(act, $0) }
            post(path, router) { try await SourceForms.perform(act, $0) }
        }
    }
}
