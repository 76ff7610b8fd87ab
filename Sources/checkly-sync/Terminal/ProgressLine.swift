import Glibc
import LogIntegrity
import SyncModel
import Synchronization

/// One line on standard error that says how far long work has come, where a person looks at it.
///
/// It is shown from the second second on, changes at most four times a second, and is gone when the
/// work is done. Where standard error is no terminal, nothing is written.
final class ProgressLine: Sendable {
    /// What is done before the line is shown, and between two changes of it.
    private static let (patience, pause) = (Duration.seconds(1), Duration.milliseconds(250))

    private struct Shown: Sendable {
        var at: ContinuousClock.Instant
        var isThere = false
    }

    private let what: String
    private let isTerminal: Bool
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> ContinuousClock.Instant
    private let start: ContinuousClock.Instant
    private let shown: Mutex<Shown>

    /// - Parameters:
    ///   - what: What is done to events, such as "Verified".
    ///   - isTerminal: Whether somebody looks at standard error.
    ///   - now: The time.
    ///   - write: Writes to standard error.
    init(
        _ what: String,
        isTerminal: Bool = isatty(STDERR_FILENO) == 1 && !isDumbTerminal,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        write: @escaping @Sendable (String) -> Void = { checkly_sync.write($0, to: STDERR_FILENO) }
    ) {
        self.what = what
        self.isTerminal = isTerminal
        self.now = now
        self.write = write
        start = now()
        shown = Mutex(Shown(at: start.advanced(by: Self.patience - Self.pause)))
    }

    deinit {
        end()
    }

    /// Shows how many events are done, if it is time for that.
    func show(_ done: Int64, of all: Int64) {
        let time = now()
        let isDue = shown.withLock { shown in
            guard isTerminal, time >= shown.at.advanced(by: Self.pause) else { return false }
            shown = Shown(at: time, isThere: true)
            return true
        }
        if isDue { write("\r\u{1B}[K" + text(done, all, time - start)) }
    }

    /// Shows how far reading a log has come.
    func show(_ progress: AuditProgress) {
        show(progress.position.number, of: progress.through.number)
    }

    /// Takes the line away.
    func end() {
        let wasThere = shown.withLock { shown in
            defer { shown.isThere = false }
            return shown.isThere
        }
        if wasThere { write("\r\u{1B}[K") }
    }

    private func text(_ done: Int64, _ all: Int64, _ elapsed: Duration) -> String {
        var text = "\(what) \(done) of \(all) events"
        guard all > 0, done > 0 else { return text }
        text += " (\(done * 100 / all) %)"
        let rest = elapsed * Double(all - done) / Double(done)
        if rest >= .seconds(2) { text += ", about \(rest.components.seconds) s left" }
        return text
    }
}
