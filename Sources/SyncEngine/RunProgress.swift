internal import Projection
internal import Synchronization
internal import SyncModel

/// The outcomes of a run's keys so far.
final class RunProgress: Sendable {
    struct Tally: Sendable {
        /// Whether Checkly accepted a change of at least one key.
        var hasWritten = false
        /// Whether the run stopped early because it was no longer needed.
        var isInterrupted = false
        /// Whether only removals at former destinations failed.
        var hasOnlyFormerFailed = false
        /// Keys with transient failures.
        var passing: Set<String> = []
        var activity = RunActivity()
    }

    private let counts = Mutex(Tally())

    var tally: Tally { counts.withLock(\.self) }

    func noteWritten() { counts.withLock { $0.hasWritten = true } }

    func noteInterruption() { counts.withLock { $0.isInterrupted = true } }

    func noteOnlyFormerFailed() { counts.withLock { $0.hasOnlyFormerFailed = true } }

    /// Sets the number of variables that the run will write and delete.
    func notePlanned(_ count: Int) { counts.withLock { $0.activity.planned = count } }

    /// Counts the outcome of a variable, if the event is one.
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
    /// The outcome of a variable; nil for other events.
    fileprivate var variableOutcome: VariableOutcome? {
        if case .push(.variableWritten) = self { return .done }
        if case .push(.variableDeleted) = self { return .done }
        if case .push(.variableFailed) = self { return .failed }
        return nil
    }
}
