internal import Encodings
import FoundationEssentials

/// A secret as the sandboxed KMS keeps it.
struct KMSSecret: Sendable {
    /// What stands in place of a value that the reader may not see.
    static let hiddenValue = "<hidden-by-infisical>"

    let id: String
    var value: String
    var version: Int
    let createdAt: Date
    var updatedAt: Date

    /// The secret as it is listed; `value` is what it reads as, references expanded or not.
    func json(
        name: String,
        value: String,
        folder: KMSFolder,
        isHidden: Bool
    ) -> [String: SandboxJSON] {
        [
            "id": .string(id), "_id": .string(id), "workspace": .string(folder.projectId),
            "environment": .string(folder.environment), "version": .integer(version),
            "type": .string("shared"), "secretKey": .string(name),
            "secretValue": .string(isHidden ? Self.hiddenValue : value),
            "secretValueHidden": .bool(isHidden), "secretComment": .string(""),
            "skipMultilineEncoding": .bool(false), "tags": .array([]),
            "secretMetadata": .array([]), "secretPath": .string(folder.secretPath),
        ]
    }

    var dates: [String: SandboxJSON] {
        [
            "createdAt": .string(createdAt.formatted(.iso8601)),
            "updatedAt": .string(updatedAt.formatted(.iso8601)),
        ]
    }
}
