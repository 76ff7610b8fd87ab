internal import Encodings
import FoundationEssentials

/// A secret in the sandboxed KMS.
struct KMSSecret: Sendable {
    /// What a client sees instead of a value that it may not see.
    static let hiddenValue = "<hidden-by-infisical>"

    let id: String
    var value: String
    var version: Int
    let createdAt: Date
    var updatedAt: Date

    /// The secret as listed; `value` may have its references expanded.
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
