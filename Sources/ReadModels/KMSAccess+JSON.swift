package import Encodings
package import SyncModel

extension KMSAccess {
    /// The member that makes a suddenly empty folder wait for confirmation.
    package static let holdMember = "holdEmptiedFolders"
    /// The member that permits an `http` address.
    package static let insecureMember = "allowInsecureHttp"

    /// The KMS access as shown, under the name `reader`; never its secret.
    package var json: CanonicalValue {
        .object([
            "api": .text(api.rawValue), "baseUrl": .text(baseURL), "clientId": .text(clientID),
            Self.holdMember: .bool(holdsEmptiedFolders),
            Self.insecureMember: .bool(allowsInsecureHTTP),
        ])
    }
}
