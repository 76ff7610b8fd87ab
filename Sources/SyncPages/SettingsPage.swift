internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncWizard

/// `/syncs/{id}/settings`: everything that was set of a sync, and what it shares keys with.
enum SettingsPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let sync = try await request.sync()
        let settings = SyncSettings(sync)
        return .document(
            Page.Document(
                template: "settings",
                heading: sync["name"]?.string ?? "",
                subject: "Settings",
                section: .syncs,
                breadcrumbs: [.link("Syncs", PageSection.syncs.path)],
                regions: ["head": "sync-head"],
                values: SyncHead.values(sync, .settings, request)
                    .adding([
                        "editHref": request.mayUse(.updateSync)
                            ? .text(PageRequest.href(WizardPage.path, ["sync": id])) : nil,
                        "sections": .list(settings.sections),
                        "overlaps": .list(try await overlaps(sync, request)),
                        "copies": .list([
                            .object([
                                "label": "As YAML, for a file that checkly-sync apply reads",
                                "text": .text(settings.yaml),
                            ]),
                            .object([
                                "label": "The same sync, made with curl",
                                "text": .text(settings.command),
                            ]),
                        ]),
                    ])
            )
        )
    }

    /// The syncs that may write the same keys.
    private static func overlaps(
        _ sync: JSONValue,
        _ request: PageRequest
    ) async throws(APIError) -> [PageValue] {
        guard request.mayUse(.checkDestination) else { return [] }
        let answer = try await request.ask(
            .checkDestination,
            sending: .members([
                "projectId": sync["projectId"], "environment": sync["environment"]?["slug"],
                "destinationConfig": sync["destinationConfig"],
                "syncOptions": .members(["keySchema": sync["syncOptions"]?["keySchema"]]),
                "excludeSyncId": sync["id"],
            ])
        )
        return (answer["overlappingSyncs"]?.array ?? [])
            .map { .link($0["name"]?.string ?? "", PagePath.sync($0["id"]?.string ?? "")) }
    }
}
