package import Encodings
package import SyncModel

/// The runs of one sync, newest first, read from its events backwards.
package struct RunList: Sendable {
    /// One run.
    package struct Run: Sendable {
        /// The run, and the position and time of its beginning.
        package let run: PushRun
        /// The event that began it.
        package let started: RecordedEvent
        /// The event that ended it; nil if none did.
        package let finished: RecordedEvent?
        /// The number of variables by what became of them.
        package let counts: Counts
    }

    /// How many variables a run wrote, deleted, failed to change and passed over.
    package struct Counts: Sendable, Equatable {
        /// Writes that Checkly acknowledged.
        package var written = 0
        /// Deletions that Checkly acknowledged.
        package var deleted = 0
        /// Changes that were refused or not answered.
        package var failed = 0
        /// Changes that the run made no request for.
        package var skipped = 0
    }

    /// The runs whose beginning was met, newest first.
    package private(set) var runs: [Run] = []
    private var counts: [String: Counts] = [:]
    private var ends: [String: RecordedEvent] = [:]

    /// No runs.
    package init() {}

    /// Takes the next event of the sync, which is older than all before it.
    package mutating func take(_ event: RecordedEvent) {
        guard case .push(let push) = event.body else { return }
        switch push {
        case .finished(let run, _): ends[run.id] = event
        case .variableWritten(let variable): counts[variable.runID, default: Counts()].written += 1
        case .variableDeleted(let variable): counts[variable.runID, default: Counts()].deleted += 1
        case .variableFailed(let variable, _):
            counts[variable.runID, default: Counts()].failed += 1
        case .variableSkipped(let variable, _):
            counts[variable.runID, default: Counts()].skipped += 1
        case .attempted: break
        case .started(let run):
            runs.append(
                Run(
                    run: run,
                    started: event,
                    finished: ends.removeValue(forKey: run.id),
                    counts: counts.removeValue(forKey: run.id) ?? Counts()
                )
            )
        }
    }
}

extension RunList.Run {
    /// The run for people and programs.
    ///
    /// - Parameter openRunID: The id of the sync's open run; nil if there is none.
    /// - Returns: An object with every member.
    package func json(openRunID: String?) -> CanonicalValue {
        var (outcome, problem, nextTryAt): (String, PushProblem?, Timestamp?)
        switch finished?.body {
        case .push(.finished(_, .succeeded)):
            (outcome, problem, nextTryAt) = ("succeeded", nil, nil)
        case .push(.finished(_, .failed(let reason, let next))):
            (outcome, problem, nextTryAt) = ("failed", reason, next)
        case nil where run.id == openRunID: (outcome, problem, nextTryAt) = ("running", nil, nil)
        // The server ended in the middle of it.
        case _: (outcome, problem, nextTryAt) = ("interrupted", nil, nil)
        }
        return .object([
            "id": .text(run.id),
            "kind": .text(run.kind.rawValue),
            "outcome": .text(outcome),
            "position": .integer(started.position.number),
            "startedAt": .text(started.recordedAt.rfc3339),
            "finishedAt": .optional(finished?.recordedAt.rfc3339) ?? .null,
            "through": .integer(run.through.number),
            "written": .integer(Int64(counts.written)),
            "deleted": .integer(Int64(counts.deleted)),
            "failed": .integer(Int64(counts.failed)),
            "skipped": .integer(Int64(counts.skipped)),
            "problem": problem?.canonical ?? .null,
            "nextTryAt": .optional(nextTryAt?.rfc3339) ?? .null,
        ])
    }

    /// Every outcome, in words.
    package static let outcomes = ["succeeded", "failed", "running", "interrupted"]
}
