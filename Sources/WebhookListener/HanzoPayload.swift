internal import Encodings
internal import SyncModel
package import WebhookSignatures

/// Notifications of Hanzo KMS and Infisical: a folder changed; no values, no key names.
package enum HanzoPayload {
    private static let modified = "secrets.modified"

    /// The one event of a delivery.
    ///
    /// - Throws: `PayloadError` for a body that is no JSON object, and for `secrets.modified` without a folder.
    package static func parse(
        _ delivery: VerifiedDelivery
    ) throws(PayloadError) -> DeliveredEvent {
        let body = try JSONCursor(delivery: delivery).object()
        guard body.value["event"]?.string != nil else {
            return ignored(
                type: "none",
                reason: "The body names no event; set the webhook's type to \"general\"."
            )
        }
        let event = try body.member("event").optionalText() ?? ""
        guard event == modified else {
            return ignored(
                type: PayloadLimit.displayed(event),
                reason: event == "test"
                    ? "It is a test." : UnknownWord.reason(event, "event", [modified])
            )
        }
        let project = try body.member("project").object()
        let folder = FolderPath(
            projectID: try projectID(of: project),
            environment: try project.text("environment"),
            secretPath: try project.member("secretPath").normalizedPath()
        )
        return DeliveredEvent(
            actor: try actor(of: project),
            content: .notified(folder, environmentName: environmentName(of: project))
        )
    }

    private static func ignored(type: String, reason: String) -> DeliveredEvent {
        DeliveredEvent(content: .ignored(type: type, reason: reason))
    }

    /// Older senders name the project by `workspaceId` only.
    private static func projectID(of project: JSONCursor) throws(PayloadError) -> String {
        if let id = try project.member("projectId").optionalText(), !id.isEmpty { return id }
        if project.value["workspaceId"] != nil { return try project.text("workspaceId") }
        return try project.text("projectId")
    }

    /// What newer senders call the environment; it is shown and decides nothing, so anything else than a text is no error.
    private static func environmentName(of project: JSONCursor) -> String? {
        guard let name = project.value["environmentName"]?.string, !name.isEmpty else { return nil }
        return PayloadLimit.displayed(name)
    }

    private static func actor(of project: JSONCursor) throws(PayloadError) -> Actor? {
        let name = try project.member("changedBy").optionalText()
        let type = try project.member("changedByActorType").optionalText()
        if name == nil, type == nil { return nil }
        return Actor(type: type ?? "unknown", name: name)
    }
}
