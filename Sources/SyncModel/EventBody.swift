package import Encodings

/// What an event says happened.
package enum EventBody: Sendable, Equatable {
    case sourceCreated(WebhookSource)
    case sourceUpdated(WebhookSource)
    case sourceDeleted(name: String)
    case connectionCreated(Connection)
    case connectionUpdated(Connection)
    case connectionDeleted(id: String)
    case syncCreated(Sync)
    case syncUpdated(Sync)
    case syncDeleted(id: String)
    case syncPushRequested(syncID: String)
    case syncRemovalRequested(syncID: String, deletesSync: Bool)
    /// A push of exactly what a plan showed was asked for.
    case syncPlanApproved(syncID: String, planID: String)
    /// The approved plan is not what a push would do any more; nothing was written.
    case syncPlanRefused(syncID: String, planID: String, PushProblem)
    /// Keys that somebody else wrote become the sync's own, so that it may change and delete them.
    case syncAdopted(syncID: String, Destination, keys: [String])
    /// Nothing is pushed until it is resumed.
    case syncPaused(syncID: String, reason: String?)
    case syncResumed(syncID: String, reason: String?)
    /// What the sync wants is what it wanted at an earlier position, until it is unpinned.
    case syncPinned(syncID: String, asOf: Position)
    case syncUnpinned(syncID: String)
    /// The sync was made or changed by hand: what it did not write it may not touch until somebody agrees.
    case syncConsentRequired(syncID: String)
    /// Somebody agreed to a plan: the sync may overwrite and delete these keys, which it did not write.
    case syncConsentGiven(syncID: String, planID: String, keys: [String])
    /// A change cannot be carried out and is not tried again by itself.
    case syncParked(syncID: String, ParkedChange)
    /// What was parked of a key, or all of it, is to be tried again.
    case syncRetried(syncID: String, key: String?)
    /// A parked change is not wanted any more, until the source wants something else.
    case syncChangeSkipped(syncID: String, SkippedChange)
    /// The listed keys change, all others stay.
    case secretsChanged(FolderPath, [SecretChange], leftOut: [LeftOutSecret] = [])
    /// The folder holds exactly these, and what was left out stays as it is.
    case secretsSnapshot(FolderPath, [SecretEntry], leftOut: [LeftOutSecret] = [])
    /// The folder's imports in order; a later one wins over an earlier one.
    case secretsImports(FolderPath, [FolderPath])
    /// Somebody said that what is known of the folder is all that is in it.
    case folderDeclaredComplete(FolderID)
    /// The folder changed; how, only the key management system knows.
    ///
    /// The name is that of its environment, where the system told one beside the slug.
    case sourceNotified(FolderPath, environmentName: String? = nil)
    /// The folder was read, and this is what it holds.
    case folderObserved(FolderPath, FolderObservation)
    /// The folder could not be read, so nothing of what is known of it changes.
    case sourceReadFailed(FolderPath, ReadFailure)
    /// The folder, or one it imports, showed no secret any more; nothing of the read takes effect yet.
    case folderEmptiedHeld(FolderPath, HeldEmptiness)
    /// Somebody says that a folder whose emptiness is held is empty indeed.
    case folderEmptiedConfirmed(FolderPath)
    case deliveryIgnored(type: String, reason: String)
    case deliveryMalformed(reason: String)
    /// An event came again under the id of an earlier one, first recorded at this position, and brought something else.
    case deliveryDiffered(first: Position)
    case pushStarted(PushRun)
    /// What is about to be written, before it is.
    case pushAttempted(PushAttempt)
    case pushVariableWritten(PushedVariable)
    case pushVariableDeleted(PushedVariable)
    case pushVariableFailed(PushedVariable, PushProblem)
    case pushVariableSkipped(PushedVariable, PushProblem)
    case pushFinished(PushRun, PushOutcome)
    /// Nothing is written to Checkly, whatever the sync, until it is released.
    case pushingHeld(reason: String?)
    case pushingReleased
    /// The log goes on from a copy of it; nothing is written to Checkly until somebody releases it.
    case logRestored(through: Position)
    /// The destination is another than the last writes left it; no drifts mean that it is as they left it again.
    case driftDetected(syncID: String, Destination, [Drift])
    /// The keys of values are destroyed; it is recorded before they are.
    case valuesShredded(ValuesShredded)
    case valuesRevealed(ValuesRevealed)
    case logExported(LogExport)
    case keyRotated(KeyRotation)
    case tokenCreated(APIToken)
    case tokenRevoked(name: String)
}

/// One way in which a destination is another than the last writes left it.
package struct Drift: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A variable the sync wrote is not there any more.
        case missing
        /// The variable is there with other flags.
        case flagsChanged = "flags-changed"
        /// A variable written as a secret can be read.
        case readable
        /// A variable nobody here wrote has a key that the key schema could have made.
        case foreign
    }

    package var kind: Kind
    package var key: String

    package init(kind: Kind, key: String) {
        self.kind = kind
        self.key = key
    }
}

/// One run of a sync: pushing its desired state, or removing what it wrote.
package struct PushRun: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case push, remove
    }

    /// A UUID in lower case.
    package var id: String
    package var syncID: String
    package var kind: Kind
    /// The log position up to which the desired state was taken.
    package var through: Position

    package init(id: String, syncID: String, kind: Kind, through: Position) {
        self.id = id
        self.syncID = syncID
        self.kind = kind
        self.through = through
    }
}

/// One variable at one destination, as a run treated it.
package struct PushedVariable: Sendable, Equatable {
    package var runID: String
    package var syncID: String
    package var accountID: String
    package var groupID: String?
    package var key: String
    /// Of the value written; nil for a deletion.
    package var fingerprint: Fingerprint?
    /// Where the value written is sealed; nil for a deletion.
    package var value: WrittenValue?
    /// Why a variable went that no sync wrote; nil for everything else.
    package var reason: String?

    package init(
        runID: String,
        syncID: String,
        accountID: String,
        groupID: String?,
        key: String,
        fingerprint: Fingerprint?,
        value: WrittenValue? = nil,
        reason: String? = nil
    ) {
        self.runID = runID
        self.syncID = syncID
        self.accountID = accountID
        self.groupID = groupID
        self.key = key
        self.fingerprint = fingerprint
        self.value = value
        self.reason = reason
    }
}

/// Where a value that was written is sealed, and as what; a group is written whole, so it may be needed again.
package struct WrittenValue: Sendable, Equatable {
    package var place: SealedValueReference
    package var name: ValueName

    package init(place: SealedValueReference, name: ValueName) {
        self.place = place
        self.name = name
    }
}

/// Why something was not done, in the words every surface shows.
package struct PushProblem: Error, Sendable, Equatable {
    /// Who can do something about it.
    package enum Cause: String, Sendable {
        /// The secret, the sync or this server.
        case ours
        case checkly
        /// The API key, or what it may do.
        case credentials
        /// A limit of Checkly's, or one that was set here.
        case limit
    }

    package var code: String
    package var message: String
    package var cause: Cause
    /// Whether it was tried more than once, and an answer was lost before the one that says no.
    package var isAfterLostAnswer = false

    package init(code: String, message: String, cause: Cause = .ours) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package init(_ error: any ExplainedError, cause: Cause = .ours) {
        self.init(
            code: error.code,
            message: "\(error.message) (\(error.hint))",
            cause: cause
        )
    }
}

/// How a run ended.
package enum PushOutcome: Sendable, Equatable {
    case succeeded
    /// Some of it was done; the problem is the first one met, and the time that of the next try, where one is due by itself.
    case failed(PushProblem, nextTryAt: Timestamp?)
}
