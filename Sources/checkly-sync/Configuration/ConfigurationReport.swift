internal import Encodings
import Declarations
import SyncModel

/// Reports what applying a file will change, and then how it went.
struct ConfigurationReport {
    let changes: [Change]
    let format: OutputOptions

    /// Reports the changes; for programs they are part of one final value.
    func printChanges() throws(CommandError) {
        guard format.format == .table else { return }
        let text = ChangeText(changes)
        for line in text.lines {
            let colour = isColoured ? Colour(sign: line) : nil
            try printData(colour?.around(line) ?? line)
        }
        if !text.lines.isEmpty { try printData("") }
        for line in text.closing { try printData(line) }
    }

    /// Reports how it went.
    ///
    /// - Parameter failures: What could not be changed; nil if nothing was tried.
    /// - Throws: `CommandError.unwritable`.
    func printEnd(failures: [ConfigurationFailure]?) throws(CommandError) {
        if format.format != .table {
            return try format.write(JSONValue.read(Array(value(failures).jsonText.utf8)) ?? .null)
        }
        guard let failures, changes.contains(where: \.isChange) else { return }
        let failed = Set(failures.map(\.id))
        let counts = [Change.Action.create, .update, .delete]
            .map { action in
                changes.count { $0.action == action && !failed.contains($0.id) }
            }
        try printData(
            "Done: \(counts[0]) created, \(counts[1]) updated, \(counts[2]) deleted, "
                + "\(failures.count) failed."
        )
    }

    private func value(_ failures: [ConfigurationFailure]?) -> CanonicalValue {
        .object([
            "isDryRun": .bool(failures == nil),
            "changes": .list(changes.filter { $0.action != .unmanaged }.map(Self.value)),
            "unmanaged": .list(changes.filter { $0.action == .unmanaged }.map(Self.value)),
            "failures": .list(
                (failures ?? [])
                    .map { Self.value($0.id).adding(["message": .text($0.message)]) }
            ),
        ])
    }

    private static func value(_ change: Change) -> CanonicalValue {
        value(change.id)
            .adding([
                "action": .text(change.action.rawValue),
                "fields": .list(
                    change.fields.map { field in
                        .object([
                            "field": .text(field.path),
                            "from": field.from.map(CanonicalValue.init),
                            "to": field.to.map(CanonicalValue.init),
                            "isSensitive": .bool(field.isSensitive),
                        ])
                    }
                ),
            ])
    }

    private static func value(_ id: ResourceID) -> CanonicalValue {
        .object([
            "kind": .text(id.kind.rawValue), "name": .text(id.name),
            "projectId": .optional(id.project),
        ])
    }
}

/// A change that failed.
struct ConfigurationFailure: Sendable {
    let id: ResourceID
    let message: String
}
