/// One run of a sync: pushing its desired state or removing the variables that it wrote.
package struct PushRun: Sendable, Equatable {
    /// What a run does.
    package enum Kind: String, Sendable {
        case push, remove
    }

    /// A UUID in lower case.
    package var id: String
    /// The id of the sync that is pushed or removed.
    package var syncID: String
    /// Whether the run pushes or removes.
    package var kind: Kind
    /// The log position at which the desired state was computed.
    package var through: Position

    /// Makes a run that has not started yet.
    package init(id: String, syncID: String, kind: Kind, through: Position) {
        self.id = id
        self.syncID = syncID
        self.kind = kind
        self.through = through
    }
}

/// How a run ended.
package enum PushOutcome: Sendable, Equatable {
    case succeeded
    /// The run failed, perhaps partly: the first problem and the time of the next automatic retry,
    /// if there will be one.
    case failed(PushProblem, nextTryAt: Timestamp?)
}
