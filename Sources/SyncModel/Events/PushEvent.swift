package import Encodings

/// The steps of a run.
package enum PushEvent: Sendable, Equatable {
    case started(PushRun)
    /// The writes that follow; recorded before the first request.
    case attempted(PushAttempt)
    /// Checkly acknowledged the write.
    case variableWritten(PushedVariable)
    /// Checkly acknowledged the deletion.
    case variableDeleted(PushedVariable)
    /// Checkly refused the change, or no retry succeeded.
    case variableFailed(PushedVariable, PushProblem)
    /// The run made no request for this variable, for the reason given.
    case variableSkipped(PushedVariable, PushProblem)
    case finished(PushRun, PushOutcome)
}

extension PushEvent {
    /// The event's type on the wire, such as `push.started`.
    package var type: String {
        switch self {
        case .started: "push.started"
        case .attempted: "push.attempted"
        case .variableWritten: "push.variable-written"
        case .variableDeleted: "push.variable-deleted"
        case .variableFailed: "push.variable-failed"
        case .variableSkipped: "push.variable-skipped"
        case .finished: "push.finished"
        }
    }

    /// The sync whose run the event belongs to.
    package var syncID: String {
        switch self {
        case .started(let run), .finished(let run, _): run.syncID
        case .attempted(let attempt): attempt.syncID
        case .variableWritten(let variable), .variableDeleted(let variable),
            .variableFailed(let variable, _), .variableSkipped(let variable, _):
            variable.syncID
        }
    }

    /// The event's data on the wire; secret values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .started(let run): run.canonical
        case .attempted(let attempt): attempt.canonical
        case .variableWritten(let variable), .variableDeleted(let variable):
            variable.canonical
        case .variableFailed(let variable, let problem),
            .variableSkipped(let variable, let problem):
            variable.canonical.adding(["problem": problem.canonical])
        case .finished(let run, let outcome):
            switch outcome {
            case .succeeded: run.canonical.adding(["outcome": .text("succeeded")])
            case .failed(let problem, let nextTryAt):
                run.canonical.adding(["outcome": .text("failed"), "problem": problem.canonical])
                    .adding(nextTryAt.map { ["nextTryAt": .integer($0.microseconds)] } ?? [:])
            }
        }
    }

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "push.started": self = .started(try PushRun(canonical: data))
        case "push.attempted": self = .attempted(try PushAttempt(canonical: data))
        case "push.variable-written":
            self = .variableWritten(try PushedVariable(canonical: data))
        case "push.variable-deleted":
            self = .variableDeleted(try PushedVariable(canonical: data))
        case "push.variable-failed":
            self = .variableFailed(
                try PushedVariable(canonical: data),
                try data.value("problem")
            )
        case "push.variable-skipped":
            self = .variableSkipped(
                try PushedVariable(canonical: data),
                try data.value("problem")
            )
        case "push.finished":
            let outcome: PushOutcome =
                try data.text("outcome") == "succeeded"
                ? .succeeded
                : .failed(
                    try data.value("problem"),
                    nextTryAt: try data.optionalInteger("nextTryAt")
                        .map(Timestamp.init(microseconds:))
                )
            self = .finished(try PushRun(canonical: data), outcome)
        default: return nil
        }
    }
}
