internal import Encodings
package import SyncModel

/// The body of a recorded delivery, rebuilt from its events with the given values.
///
/// It has the same meaning but other bytes: the sender's own were not kept.
package struct RebuiltBody {
    /// Returns the value of an entry, which is sealed in the event's slot.
    package typealias Value = (SecretEntry, SealedValueReference, FolderID) throws -> String

    /// The id of the delivery.
    package let id: String
    /// The body.
    package let text: String
    /// A preset under which such a body is understood.
    package let preset: String
    /// The time to sign with; a notification's body contains it.
    package let signAt: Timestamp

    /// Rebuilds the body; nil for a delivery of which only the kind was recorded.
    ///
    /// - Parameters:
    ///   - delivery: The delivery.
    ///   - now: The time to sign with.
    ///   - value: Opens the sealed values.
    /// - Throws: What `value` throws.
    package init?(of delivery: RecordedDelivery, now: Timestamp, value: Value) throws {
        id = delivery.first.deliveryID ?? "resend-\(delivery.first.position.number)"
        signAt = now
        if case .folder(.notified(let path, _)) = delivery.first.body {
            preset = "hanzo-kms"
            text = Self.notification(of: path, at: now)
            return
        }
        preset = "standard-webhooks"
        var events: [CanonicalValue] = []
        for event in delivery.events {
            guard let data = try Self.data(of: event, value) else { continue }
            let suffix = delivery.events.count == 1 ? "" : "-\(events.count + 1)"
            events.append(
                .object([
                    "specversion": .text("1.0"),
                    "id": .text(id + suffix),
                    "source": .text("/checkly-sync/resend"),
                    "type": .text(event.body.type),
                    "time": .text(event.recordedAt.rfc3339),
                    "data": event.actor.map { data.adding(["actor": $0.canonical]) } ?? data,
                ])
            )
        }
        guard let first = events.first else { return nil }
        text = events.count == 1 ? first.jsonText : CanonicalValue.list(events).jsonText
    }

    private static func data(of event: RecordedEvent, _ value: Value) throws -> CanonicalValue? {
        func secret(_ entry: SecretEntry, in path: FolderPath) throws -> CanonicalMap {
            let folder = FolderID(source: event.source ?? "", path: path)
            let place = SealedValueReference(position: event.position, slot: entry.slot)
            var members: CanonicalMap = ["key": .text(entry.key)]
            members["value"] = .text(entry.isBlank ? "" : try value(entry, place, folder))
            members["version"] = .optional(entry.version)
            return members
        }
        switch event.body {
        case .secrets(.changed(let path, let changes, _)):
            let all = try changes.map { change -> CanonicalValue in
                switch change {
                case .set(let entry):
                    var members = try secret(entry, in: path)
                    members["op"] = .text("set")
                    return .map(members)
                case .delete(let key, let version):
                    return .object([
                        "op": .text("delete"), "key": .text(key), "version": .optional(version),
                    ])
                }
            }
            return path.canonical.adding(["changes": .list(all)])
        case .secrets(.snapshot(let path, let entries, _)):
            let all = try entries.map { CanonicalValue.map(try secret($0, in: path)) }
            return path.canonical.adding(["secrets": .list(all)])
        case .secrets(.imports(let path, let imports)):
            let all = imports.map { imported in
                CanonicalValue.object([
                    "environment": .text(imported.environment),
                    "secretPath": .text(imported.secretPath),
                ])
            }
            return path.canonical.adding(["imports": .list(all)])
        case .source, .connection, .sync, .folder, .delivery, .push, .pushing, .administration:
            return nil
        }
    }

    /// Members in the sender's own order, with the timestamp last.
    private static func notification(of path: FolderPath, at now: Timestamp) -> String {
        let project = CanonicalValue.text(path.projectID).jsonText
        let environment = CanonicalValue.text(path.environment).jsonText
        let secretPath = CanonicalValue.text(path.secretPath).jsonText
        return """
            {"event":"secrets.modified","project":{"workspaceId":\(project),\
            "projectId":\(project),"environment":\(environment),\
            "secretPath":\(secretPath)},"timestamp":\(now.milliseconds)}
            """
    }
}
