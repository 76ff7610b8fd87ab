internal import Encodings
internal import SyncModel

extension CommandRefusal {
    /// What the response says; only `pinsChanged` is shown with its code and hint.
    package var message: String {
        switch self {
        case .roleForbids(let role): "A token with the role \"\(role.rawValue)\" may not do this"
        case .unknownConnection(let id): "Could not find App Connection with ID \(id)"
        case .connectionNameTaken(let name):
            "An App Connection with the name \"\(name)\" already exists"
        case .connectionInUse:
            "Cannot delete App Connection with existing connections. Remove all existing "
                + "connections and try again."
        case .unknownSource(let name): "Could not find webhook source with name \"\(name)\""
        case .sourceNameTaken(let name):
            "A webhook source with the name \"\(name)\" already exists"
        case .tooManySecrets: "A source has at most \(WebhookSource.secretLimit) secrets"
        case .unsuitableSecret(let reason): reason
        case .unknownSecret(let id): "Could not find a secret with ID \"\(id)\""
        case .lastSecret: "A source keeps at least one secret; add the new one first"
        case .kmsAccessNeedsNotifications:
            "A reader is for sources whose payload is 'hanzo-kms'; other deliveries contain values"
        case .noKMSAccess: "The source has no reader"
        case .insecureKMS(let error): error.description
        case .unknownSync(let id): "Could not find Checkly Sync with ID \"\(id)\""
        // Hanzo KMS writes the id without quotes here.
        case .unknownSyncToUpdate(let id): "Could not find Checkly Sync with ID \(id)"
        case .syncNameTaken(let name, let projectID):
            "A Secret Sync with the name \"\(name)\" already exists for the project "
                + "with ID \"\(projectID)\""
        case .incompleteSync: "Required"
        case .notAPlanOfANewSync:
            "Expected the id of a plan made for this sync before it is there"
        case .pushingHeld: "All pushing is held; release it first (checkly-sync release)"
        case .syncPaused: "The sync is paused; resume it first"
        case .nothingParked(let key): "Nothing is parked for the key \"\(key)\""
        case .noKeys: "Expected at least one key"
        case .keysNotDesired(let keys): "The source has nothing for \(keys.joined(separator: ", "))"
        case .problem(let problem): "\(problem.code): \(problem.message)"
        case .tokenExists(let name): "A token with name \"\(name)\" exists already"
        case .expiryPassed: "The token would have expired already"
        case .unknownToken(let name): "Could not find token with name \"\(name)\""
        case .notificationExists(let name):
            "A notification with name \"\(name)\" exists already"
        case .unknownNotification(let name):
            "Could not find notification with name \"\(name)\""
        case .tooManyNotifications:
            "There are \(NotificationTarget.limit) notifications already"
        case .nothingToConfirm(let id):
            "Nothing of the folder \"\(id.path.secretPath)\" in environment "
                + "\"\(id.path.environment)\" waits for a confirmation"
        case .unknownFolder(let id):
            "Nothing was reported of \(id.path.secretPath) of environment "
                + "\"\(id.path.environment)\" of project \"\(id.path.projectID)\" by source "
                + "\"\(id.source)\"; a secrets.snapshot makes it known"
        case .pinsChanged:
            "The event could not be made: a sync was pinned or unpinned while values were looked "
                + "for; ask again."
        }
    }

    /// What to do next.
    package var hint: String {
        switch self {
        case .roleForbids: "Use a token with the role \"\(APIToken.Role.admin.rawValue)\"."
        case .unknownConnection: "List the connections: checkly-sync connections list."
        case .connectionNameTaken, .sourceNameTaken, .syncNameTaken: "Choose another name."
        case .connectionInUse: "Delete its syncs, or give them another connection."
        case .unknownSource: "List the sources: checkly-sync sources list."
        case .tooManySecrets: "Remove a secret that the sender no longer uses."
        case .unsuitableSecret: "Give the secret that the sender signs with."
        case .unknownSecret: "Show the source: checkly-sync sources get SOURCE."
        case .lastSecret: "Add the new secret first."
        case .kmsAccessNeedsNotifications: "Remove the reader, or use the payload hanzo-kms."
        case .noKMSAccess: "Describe the reader completely."
        case .insecureKMS(let error): error.hint
        case .unknownSync, .unknownSyncToUpdate: "List the syncs: checkly-sync syncs list."
        case .incompleteSync: "Describe the sync completely."
        case .notAPlanOfANewSync: "Plan the new sync and use the id of that plan."
        case .pushingHeld: "Release pushing: checkly-sync release."
        case .syncPaused: "Resume the sync: checkly-sync syncs resume SYNC."
        case .nothingParked: "List what is parked: checkly-sync syncs parked SYNC."
        case .noKeys, .keysNotDesired: "Name keys that the sync writes."
        case .problem: "Plan the push again."
        case .tokenExists: "Choose another name, or revoke the token first."
        case .expiryPassed: "Give a time to come."
        case .unknownToken: "List the tokens: checkly-sync tokens list."
        case .notificationExists: "Choose another name, or delete the notification first."
        case .unknownNotification: "List the notifications: checkly-sync notifications list."
        case .tooManyNotifications: "Delete one that nobody reads."
        case .nothingToConfirm: "Confirm only a folder that is shown as held."
        case .unknownFolder: "Send a secrets.snapshot of the folder."
        case .pinsChanged: "Run `checkly-sync doctor`."
        }
    }
}
