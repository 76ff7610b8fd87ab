internal import Encodings
internal import SyncModel
package import WebhookSignatures

/// Notifications from Hanzo KMS and Infisical that a folder changed, without values or key names.
package enum HanzoPayload {
    private static let modified = "secrets.modified"

    /// Parses the one event of a delivery.
    ///
    /// - Throws: `PayloadError` if the body is not a JSON object, or is `secrets.modified` without
    ///   a folder.
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

    /// Older senders send only `workspaceId`.
    private static func projectID(of project: JSONCursor) throws(PayloadError) -> String {
        if let id = try project.member("projectId").optionalText(), !id.isEmpty { return id }
        if project.value["workspaceId"] != nil { return try project.text("workspaceId") }
        return try project.text("projectId")
    }

    /// The environment's display name from newer senders; a value that is not text is ignored.
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
