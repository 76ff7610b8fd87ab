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

/// How a run ended.
package enum PushOutcome: Sendable, Equatable {
    case succeeded
    /// Some of it was done; the problem is the first one met, and the time that of the next try, where one is due by itself.
    case failed(PushProblem, nextTryAt: Timestamp?)
}
