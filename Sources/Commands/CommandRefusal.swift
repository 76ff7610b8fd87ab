internal import Encodings
package import SyncModel

/// Why a command is refused; then nothing is appended.
package enum CommandRefusal: ExplainedError, Equatable {
    case roleForbids(APIToken.Role)
    case unknownSync(id: String)
    case pushingHeld
    case syncPaused
    case nothingParked(key: String)
    case noKeys
    /// The source has nothing for these keys.
    case keysNotDesired([String])
    /// The sync exceeds a limit.
    case excess(PushProblem)
    case tokenExists(name: String)
    case unknownToken(name: String)
    case nothingToConfirm(FolderID)
    case unknownFolder(FolderID)

    /// The HTTP status that a refusal maps to.
    package enum Status: Sendable, Equatable {
        /// 400.
        case badRequest
        /// 403.
        case forbidden
        /// 404.
        case notFound
        /// 422, with the offending member of the request.
        case unprocessable(member: String)
    }

    /// The status of the response.
    package var status: Status {
        switch self {
        case .roleForbids: .forbidden
        case .unknownSync, .unknownToken, .unknownFolder: .notFound
        case .noKeys, .keysNotDesired: .unprocessable(member: "keys")
        case .pushingHeld, .syncPaused, .nothingParked, .excess, .tokenExists, .nothingToConfirm:
            .badRequest
        }
    }

    /// The code, which metrics and logs show.
    package var code: String {
        switch self {
        case .roleForbids: "role-forbids"
        case .unknownSync: "unknown-sync"
        case .pushingHeld: "pushing-held"
        case .syncPaused: "sync-paused"
        case .nothingParked: "nothing-parked"
        case .noKeys: "no-keys"
        case .keysNotDesired: "keys-not-desired"
        case .excess(let problem): problem.code
        case .tokenExists: "token-exists"
        case .unknownToken: "unknown-token"
        case .nothingToConfirm: "nothing-to-confirm"
        case .unknownFolder: "unknown-folder"
        }
    }

    /// What the response says, without the code and the hint.
    package var message: String {
        switch self {
        case .roleForbids(let role): "A token with the role \"\(role.rawValue)\" may not do this"
        case .unknownSync(let id): "Could not find Checkly Sync with ID \"\(id)\""
        case .pushingHeld: "All pushing is held; release it first (checkly-sync release)"
        case .syncPaused: "The sync is paused; resume it first"
        case .nothingParked(let key): "Nothing is parked for the key \"\(key)\""
        case .noKeys: "Expected at least one key"
        case .keysNotDesired(let keys): "The source has nothing for \(keys.joined(separator: ", "))"
        case .excess(let problem): "\(problem.code): \(problem.message)"
        case .tokenExists(let name): "A token with name \"\(name)\" exists already"
        case .unknownToken(let name): "Could not find token with name \"\(name)\""
        case .nothingToConfirm(let id):
            "Nothing of the folder \"\(id.path.secretPath)\" in environment "
                + "\"\(id.path.environment)\" waits for a confirmation"
        case .unknownFolder(let id):
            "Nothing was reported of \(id.path.secretPath) of environment "
                + "\"\(id.path.environment)\" of project \"\(id.path.projectID)\" by source "
                + "\"\(id.source)\"; a secrets.snapshot makes it known"
        }
    }

    /// What to do next.
    package var hint: String {
        switch self {
        case .roleForbids: "Use a token with the role \"\(APIToken.Role.admin.rawValue)\"."
        case .unknownSync: "List the syncs: checkly-sync syncs list."
        case .pushingHeld: "Release pushing: checkly-sync release."
        case .syncPaused: "Resume the sync: checkly-sync syncs resume SYNC."
        case .nothingParked: "List what is parked: checkly-sync syncs parked SYNC."
        case .noKeys, .keysNotDesired: "Name keys that the sync writes."
        case .excess: "Import less, or divide the secrets among several syncs."
        case .tokenExists: "Choose another name, or revoke the token first."
        case .unknownToken: "List the tokens: checkly-sync tokens list."
        case .nothingToConfirm: "Confirm only a folder that is shown as held."
        case .unknownFolder: "Send a secrets.snapshot of the folder."
        }
    }
}
