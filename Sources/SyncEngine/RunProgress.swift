internal import Projection
internal import Synchronization
internal import SyncModel

/// What became of a run's keys so far.
final class RunProgress: Sendable {
    struct Tally: Sendable {
        /// Whether Checkly took a change of at least one key.
        var hasWritten = false
        /// Whether something was left, since the run is not wanted any more.
        var isInterrupted = false
        /// Whether nothing failed but what was to be cleared at former destinations.
        var hasOnlyFormerFailed = false
        /// Keys that failed for reasons that may pass.
        var passing: Set<String> = []
        var activity = RunActivity()
    }

    private let counts = Mutex(Tally())

    var tally: Tally { counts.withLock(\.self) }

    func noteWritten() { counts.withLock { $0.hasWritten = true } }

    func noteInterruption() { counts.withLock { $0.isInterrupted = true } }

    func noteOnlyFormerFailed() { counts.withLock { $0.hasOnlyFormerFailed = true } }

    /// How many variables the run is to write and delete.
    func notePlanned(_ count: Int) { counts.withLock { $0.activity.planned = count } }

    /// Counts what an event says of one variable.
    func note(_ event: EventBody) {
        switch event.variableOutcome {
        case .done: counts.withLock { $0.activity.done += 1 }
        case .failed: counts.withLock { $0.activity.failed += 1 }
        case nil: break
        }
    }

    func notePassing(_ key: String) { counts.withLock { _ = $0.passing.insert(key) } }
}

private enum VariableOutcome {
    case done, failed
}

extension EventBody {
    /// What became of a variable that a run was to write or delete; nil for every other event.
    fileprivate var variableOutcome: VariableOutcome? {
        if case .push(.variableWritten) = self { return .done }
        if case .push(.variableDeleted) = self { return .done }
        if case .push(.variableFailed) = self { return .failed }
        return nil
    }
}
