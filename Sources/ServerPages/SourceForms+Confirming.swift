internal import APIRoutes
internal import Encodings
internal import Pages

extension SourceForms {
    /// What is confirmed before it happens to a source.
    enum Act: Sendable {
        /// Enables a disabled source, or disables it.
        case flip
        case delete, removeSecret
    }

    static func confirm(_ act: Act, _ request: PageRequest) async throws(APIError) -> Page {
        try request.require(route(of: act))
        return try await confirm(act, request, error: nil)
    }

    static func perform(_ act: Act, _ request: PageRequest) async throws(APIError) -> Page {
        let name = request.parameter("name")
        do throws(APIError) {
            switch act {
            case .flip:
                // What the page said, whatever somebody else did meanwhile.
                let wanted = request.form["isEnabled"] == "true"
                _ = try await request.ask(
                    .updateSource,
                    [name],
                    sending: .members(["isEnabled": .bool(wanted)])
                )
                return Notice.saved.page(PagePath.source(name))
            case .delete:
                _ = try await request.ask(.deleteSource, [name])
                return Notice.sourceDeleted.page(PageSection.sources.path)
            case .removeSecret:
                _ = try await request.ask(.removeSourceSecret, [name, request.parameter("id")])
                return Notice.secretRemoved.page(PagePath.source(name))
            }
        } catch {
            guard error.isAboutForm else { throw error }
            return try await confirm(act, request, error: error)
        }
    }

    private static func route(of act: Act) -> Route {
        switch act {
        case .flip: .updateSource
        case .delete: .deleteSource
        case .removeSecret: .removeSourceSecret
        }
    }

    private static func isEnabled(
        _ name: String,
        _ request: PageRequest
    ) async throws(APIError) -> Bool {
        try await request.ask(.getSource, [name])["webhookSource"]?["isEnabled"]?.bool != false
    }

    private static func confirm(
        _ act: Act,
        _ request: PageRequest,
        error: APIError?
    ) async throws(APIError) -> Page {
        let name = request.parameter("name")
        let isOn = try await isEnabled(name, request)
        let words = words(of: act, isOn: isOn)
        return ConfirmationPage(
            heading: "\(words.title): \(name)",
            submit: words.title,
            section: .sources,
            breadcrumbs: [crumb, .link(name, PagePath.source(name))],
            action: request.path,
            cancelHref: PagePath.source(name),
            lead: "This is what happens:",
            consequences: words.consequences,
            hidden: act == .flip ? ["isEnabled": isOn ? "false" : "true"] : [:],
            error: error
        )
        .page
    }

    private static func words(
        of act: Act,
        isOn: Bool
    ) -> (title: String, consequences: [String]) {
        switch act {
        case .flip where isOn:
            (
                "Disable the source",
                [
                    "Its deliveries are refused with 401 until somebody enables it.",
                    "Nothing is deleted; what it reported stays known.",
                ]
            )
        case .flip:
            ("Enable the source", ["Its deliveries are accepted again."])
        case .delete:
            (
                "Delete the source",
                [
                    "Its deliveries are refused with 401.",
                    "Syncs of its folders change nothing any more until another source reports "
                        + "them.",
                ]
            )
        case .removeSecret:
            (
                "Remove the secret",
                ["Deliveries that are signed with it are refused with 401."]
            )
        }
    }
}
