package import Pages

extension PageRoute {
    /// The pages of deliveries, of events, and of what proves them.
    package static let ofLog = ofAudit + ofDeliveries + ofEvents

    private static let ofAudit: [PageRoute] = [
        .get("/audit") { try await AuditPage.page($0) },
        .get("/audit/checkpoint", AuditPage.downloadCheckpoint),
        .get("/audit/public-key", AuditPage.downloadPublicKey),
        .post("/audit/verify", VerificationPage.start),
        .get("/audit/verify/:id", VerificationPage.page),
        .post("/audit/verify/:id/cancel", VerificationPage.cancel),
        .post("/audit/export", ExportForm.export),
    ]

    private static let ofDeliveries: [PageRoute] = [
        .get("/deliveries", DeliveriesPage.page),
        .get("/deliveries/:position", DeliveryPage.page),
        .get("/deliveries/refused/:id", RefusedPage.page),
        .get("/explain", RefusedPage.form),
        .post("/explain", limit: requestLimit, RefusedPage.explain),
    ]

    /// The maximum size in bytes of a form with a whole request.
    private static let requestLimit = 1 << 20

    private static let ofEvents: [PageRoute] = [
        .get("/events", EventPages.list),
        .get("/events/:position", EventPages.page),
        .get("/events/:position/proof", EventPages.downloadProof),
    ]
}
