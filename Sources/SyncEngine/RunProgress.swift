internal import Synchronization

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
    }

    private let counts = Mutex(Tally())

    var tally: Tally { counts.withLock(\.self) }

    func noteWritten() { counts.withLock { $0.hasWritten = true } }

    func noteInterruption() { counts.withLock { $0.isInterrupted = true } }

    func noteOnlyFormerFailed() { counts.withLock { $0.hasOnlyFormerFailed = true } }

    func notePassing(_ key: String) { counts.withLock { _ = $0.passing.insert(key) } }
}
