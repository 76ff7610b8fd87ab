package import Encodings
package import SyncModel

extension KMSAccess {
    package static let holdMember = "holdEmptiedFolders"
    package static let insecureMember = "allowInsecureHttp"

    /// What is shown of a reader: never its secret.
    package var view: CanonicalValue {
        .record([
            "api": .text(api.rawValue), "baseUrl": .text(baseURL), "clientId": .text(clientID),
            Self.holdMember: .bool(holdsEmptiedFolders),
            Self.insecureMember: .bool(allowsInsecureHTTP),
        ])
    }
}
