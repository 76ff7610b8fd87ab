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
    /// The listed keys change, all others stay.
    case secretsChanged(FolderPath, [SecretChange])
    /// The folder holds exactly these.
    case secretsSnapshot(FolderPath, [SecretEntry])
    /// The folder's imports in order; a later one wins over an earlier one.
    case secretsImports(FolderPath, [FolderPath])
    /// The folder changed; how, only the key management system knows.
    case sourceNotified(FolderPath)
    case deliveryIgnored(type: String, reason: String)
    case deliveryMalformed(reason: String)
    case pushStarted(PushRun)
    case pushVariableWritten(PushedVariable)
    case pushVariableDeleted(PushedVariable)
    case pushVariableFailed(PushedVariable, PushProblem)
    case pushVariableSkipped(PushedVariable, PushProblem)
    case pushFinished(PushRun, PushOutcome)
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

    package init(
        runID: String,
        syncID: String,
        accountID: String,
        groupID: String?,
        key: String,
        fingerprint: Fingerprint?
    ) {
        self.runID = runID
        self.syncID = syncID
        self.accountID = accountID
        self.groupID = groupID
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// Why something was not done, in the words every surface shows.
package struct PushProblem: Error, Sendable, Equatable {
    package var code: String
    package var message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    package init(_ error: any ExplainedError) {
        self.init(code: error.code, message: "\(error.message) (\(error.hint))")
    }
}

/// How a run ended.
package enum PushOutcome: Sendable, Equatable {
    case succeeded
    /// Some of it was done; the problem is the first one met.
    case failed(PushProblem)
}
