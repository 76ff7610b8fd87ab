internal import Encodings
internal import SyncModel

/// Describes changes as text, with a sign before each resource and each field.
package struct ChangeText {
    private let changes: [Change]

    /// Describes changes in the given order.
    package init(_ changes: [Change]) {
        self.changes = changes
    }

    /// The lines of the changes; a secret's value is never shown.
    package var lines: [String] {
        changes.filter(\.isChange)
            .flatMap { change in
                ["\(Self.sign(change.action)) \(change.id)"] + change.fields.map(Self.line)
            }
    }

    /// The totals, and the names of the resources that the file does not list.
    package var closing: [String] {
        let unmanaged = changes.filter { $0.action == .unmanaged }.map { "\($0.id)" }
        let counts =
            "Changes: \(count(.create)) to create, \(count(.update)) to update, "
            + "\(count(.delete)) to delete, \(count(.unchanged)) unchanged."
        if unmanaged.isEmpty { return [counts] }
        return [
            counts,
            "Not in the file, and kept without --prune: "
                + unmanaged.joined(separator: ", ") + ".",
        ]
    }

    private func count(_ action: Change.Action) -> Int {
        changes.count { $0.action == action }
    }

    private static func sign(_ action: Change.Action) -> String {
        switch action {
        case .create: "+"
        case .update: "~"
        case .delete: "-"
        case .unchanged, .unmanaged: " "
        }
    }

    private static func line(_ field: Change.Field) -> String {
        if field.isSensitive { return "    \(field.path): (sensitive value)" }
        switch (field.from, field.to) {
        case (let from?, let to?): return "    ~ \(field.path): \(from.text) -> \(to.text)"
        case (nil, let to?): return "    + \(field.path): \(to.text)"
        case (let from?, nil): return "    - \(field.path): \(from.text)"
        case (nil, nil): return "    \(field.path)"
        }
    }
}
