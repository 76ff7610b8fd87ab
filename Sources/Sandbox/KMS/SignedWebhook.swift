internal import Encodings
import Cryptography
import FoundationEssentials

/// A webhook request as Hanzo KMS builds it: `timestamp` comes last, and the raw bytes are signed.
package struct SignedWebhook: Sendable, Equatable {
    /// The header that carries the signature.
    package static let signatureHeader = "x-kms-signature"

    /// The raw JSON that is signed and sent.
    package let body: [UInt8]
    /// The value of the signature header; nil without a secret.
    package let signature: String?

    /// Announces a change of a folder.
    ///
    /// - Parameters:
    ///   - folder: The folder that changed; neither keys nor values are included.
    ///   - event: The event's name, such as `secrets.modified`.
    ///   - projectName: The name of the folder's project.
    ///   - secret: The key of the signature; an empty one omits the signature.
    ///   - timestamp: The time of the webhook in milliseconds since 1970.
    package init(
        about folder: KMSFolder,
        event: String = "secrets.modified",
        projectName: String,
        secret: String,
        timestamp: Int
    ) {
        let project = [
            ("workspaceId", folder.projectId), ("projectId", folder.projectId),
            ("projectName", projectName), ("environment", folder.environment),
            ("secretPath", folder.secretPath),
        ]
        let members = project.map { "\"\($0)\":\(Self.quoted($1))" }.joined(separator: ",")
        let text =
            "{\"event\":\(Self.quoted(event)),\"project\":{\(members)},\"timestamp\":\(timestamp)}"
        body = Array(text.utf8)
        signature = Self.signature(of: body, secret: secret, timestamp: timestamp)
    }

    private static func quoted(_ text: String) -> String {
        String(decoding: SandboxJSON.string(text).bytes, as: UTF8.self)
    }

    private static func signature(of body: [UInt8], secret: String, timestamp: Int) -> String? {
        guard !secret.isEmpty else { return nil }
        let code = HMAC.authenticate(body, key: Array(secret.utf8), using: .sha256)
        return "t=\(timestamp);\(Hex.encode(code))"
    }
}
