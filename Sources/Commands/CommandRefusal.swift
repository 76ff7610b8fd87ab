internal import Encodings
package import SyncModel

/// Why a command is refused; then nothing is appended.
package enum CommandRefusal: ExplainedError, Equatable {
    case roleForbids(APIToken.Role)
    case unknownConnection(id: String)
    case connectionNameTaken(String)
    /// A sync uses the connection.
    case connectionInUse
    case unknownSource(name: String)
    case sourceNameTaken(String)
    /// The source has `WebhookSource.secretLimit` secrets.
    case tooManySecrets
    /// The secret does not suit the source's signature scheme.
    case unsuitableSecret(reason: String)
    case unknownSecret(id: String)
    case lastSecret
    /// The source's deliveries hold the values, so nothing is fetched.
    case kmsAccessNeedsNotifications
    /// Settings of an access that the source does not have.
    case noKMSAccess
    /// The address of the KMS is not acceptable with the new settings.
    case insecureKMS(KMSAddressError)
    case unknownSync(id: String)
    /// As `unknownSync`, in the words that an update uses.
    case unknownSyncToUpdate(id: String)
    case syncNameTaken(String, projectID: String)
    case incompleteSync
    case notAPlanOfANewSync
    case pushingHeld
    case syncPaused
    case nothingParked(key: String)
    case noKeys
    /// The source has nothing for these keys.
    case keysNotDesired([String])
    /// The sync exceeds a limit, or its plan is outdated or cannot be carried out.
    case problem(PushProblem)
    case tokenExists(name: String)
    /// The token would end before it begins.
    case expiryPassed
    case unknownToken(name: String)
    case notificationExists(name: String)
    case unknownNotification(name: String)
    /// There are `NotificationTarget.limit` targets.
    case tooManyNotifications
    case nothingToConfirm(FolderID)
    case unknownFolder(FolderID)
    /// A sync was pinned or unpinned since the values to destroy were found.
    case pinsChanged

    /// The HTTP status that a refusal maps to.
    package enum Status: Sendable, Equatable {
        /// 400.
        case badRequest
        /// 403.
        case forbidden
        /// 404.
        case notFound
        /// 422, with the path of the offending member, from outside in.
        case unprocessable(path: [String])
        /// 503; the same request may succeed later.
        case unavailable
    }

    /// The status of the response.
    package var status: Status {
        switch self {
        case .roleForbids: .forbidden
        case .unknownConnection, .unknownSource, .unknownSecret, .unknownSync,
            .unknownSyncToUpdate, .unknownToken, .unknownNotification, .unknownFolder:
            .notFound
        case .tooManySecrets, .unsuitableSecret: .unprocessable(path: ["secret"])
        case .kmsAccessNeedsNotifications: .unprocessable(path: ["reader"])
        case .insecureKMS: .unprocessable(path: ["reader", "allowInsecureHttp"])
        case .incompleteSync: .unprocessable(path: ["body"])
        case .notAPlanOfANewSync: .unprocessable(path: ["planId"])
        case .noKeys, .keysNotDesired: .unprocessable(path: ["keys"])
        case .expiryPassed: .unprocessable(path: ["expiresAt"])
        case .connectionNameTaken, .connectionInUse, .sourceNameTaken, .lastSecret, .noKMSAccess,
            .syncNameTaken, .pushingHeld, .syncPaused, .nothingParked, .problem, .tokenExists,
            .notificationExists, .tooManyNotifications,
            .nothingToConfirm:
            .badRequest
        case .pinsChanged: .unavailable
        }
    }

    /// The code, which metrics and logs show.
    package var code: String {
        switch self {
        case .roleForbids: "role-forbids"
        case .unknownConnection: "unknown-connection"
        case .connectionNameTaken: "connection-name-taken"
        case .connectionInUse: "connection-in-use"
        case .unknownSource: "unknown-source"
        case .sourceNameTaken: "source-name-taken"
        case .tooManySecrets: "too-many-secrets"
        case .unsuitableSecret: "unsuitable-secret"
        case .unknownSecret: "unknown-secret"
        case .lastSecret: "last-secret"
        case .kmsAccessNeedsNotifications: "reader-needs-notifications"
        case .noKMSAccess: "no-reader"
        case .insecureKMS(let error): error.code
        case .unknownSync, .unknownSyncToUpdate: "unknown-sync"
        case .syncNameTaken: "sync-name-taken"
        case .incompleteSync: "incomplete-sync"
        case .notAPlanOfANewSync: "not-a-draft-plan"
        case .pushingHeld: "pushing-held"
        case .syncPaused: "sync-paused"
        case .nothingParked: "nothing-parked"
        case .noKeys: "no-keys"
        case .keysNotDesired: "keys-not-desired"
        case .problem(let problem): problem.code
        case .tokenExists: "token-exists"
        case .expiryPassed: "expiry-passed"
        case .unknownToken: "unknown-token"
        case .notificationExists: "notification-exists"
        case .unknownNotification: "unknown-notification"
        case .tooManyNotifications: "too-many-notifications"
        case .nothingToConfirm: "nothing-to-confirm"
        case .unknownFolder: "unknown-folder"
        case .pinsChanged: "event-not-made"
        }
    }
}
