internal import Encodings
internal import EventLog
package import LogModels
internal import Synchronization
package import SyncModel

/// Verifies a running log on request: one verification at a time, each on a thread of its own.
///
/// The newest ones are kept in memory. They are not recorded in the log, because nothing leaves it.
package final class LogVerifications: Sendable {
    /// The maximum number of verifications that are kept.
    package static let limit = 10

    private struct Content: Sendable {
        /// Newest first.
        var kept: [LogVerification] = []
        /// The one that runs.
        var task: Task<Void, Never>?
        var isStopped = false
    }

    private let directory: String
    private let masterKeys: @Sendable () -> [[UInt8]]
    private let now: @Sendable () -> Timestamp
    private let makeID: @Sendable () -> String
    private let content = Mutex(Content())

    /// - Parameters:
    ///   - dataDirectory: The directory of the log, which a server has open.
    ///   - masterKeys: Returns the master keys that may open the log, of 32 bytes.
    ///   - now: The time of day.
    ///   - makeID: Returns an id that no other verification has.
    package init(
        dataDirectory: String,
        masterKeys: @escaping @Sendable () -> [[UInt8]],
        now: @escaping @Sendable () -> Timestamp,
        makeID: @escaping @Sendable () -> String
    ) {
        directory = dataDirectory
        self.masterKeys = masterKeys
        self.now = now
        self.makeID = makeID
    }

    /// The kept verifications, newest first.
    package var newestFirst: [LogVerification] { content.withLock(\.kept) }

    /// Whether none runs, so that one may be started.
    package var isIdle: Bool { content.withLock { $0.task == nil } }

    /// For how long the end of a verification is news.
    private static let newsPeriod = Duration.seconds(5)

    /// Whether one runs, or has ended so lately that whoever follows it may not know.
    package var hasNews: Bool {
        let now = now()
        return content.withLock { content in
            content.kept.first.map { newest in
                newest.finishedAt.map { now < $0.advanced(by: Self.newsPeriod) } ?? true
            } ?? false
        }
    }

    /// Starts a verification.
    ///
    /// - Parameter caller: The name of the token that asks.
    /// - Returns: The verification, which runs; nil if another one does.
    /// - Throws: `EventLogError.closed` once the server stops.
    package func start(by caller: String) throws -> LogVerification? {
        let verification = LogVerification(id: makeID(), startedBy: caller, startedAt: now())
        return try content.withLock { content in
            if content.isStopped { throw EventLogError.closed }
            if content.task != nil { return nil }
            content.kept.insert(verification, at: 0)
            content.kept.removeLast(max(0, content.kept.count - Self.limit))
            content.task = Task(executorPreference: BackgroundThread()) { [self] in
                await run(verification.id)
            }
            return verification
        }
    }

    /// Cancels a verification; one that has ended stays as it is.
    ///
    /// - Returns: The verification afterwards; nil if there is none with this id.
    package func cancel(_ id: String) -> LogVerification? {
        content.withLock { content in
            guard let index = content.kept.firstIndex(where: { $0.id == id }) else { return nil }
            if content.kept[index].state == .running {
                content.kept[index].state = .cancelled
                content.kept[index].finishedAt = now()
                content.task?.cancel()
            }
            return content.kept[index]
        }
    }

    /// Cancels what runs, starts nothing any more, and returns when the log is not read any more.
    package func stop() async {
        let (running, task) = content.withLock { content in
            content.isStopped = true
            return (content.kept.first { $0.state == .running }, content.task)
        }
        if let running { _ = cancel(running.id) }
        await task?.value
    }

    private func run(_ id: String) async {
        do {
            let report = try await LogAudit.run(
                dataDirectory: directory,
                masterKeys: masterKeys,
                checkpoints: try TrustedCheckpoint.own(of: directory).map { [$0] } ?? [],
                onProgress: { [self] in note($0, of: id) }
            )
            update(id) { verification in
                verification.take(report)
                verification.state = report.problems.isEmpty ? .passed : .failed
            }
        } catch {
            update(id) { verification in
                verification.state = error is CancellationError ? .cancelled : .failed
                verification.error = error.verificationError
            }
        }
        content.withLock { $0.task = nil }
    }

    private func note(_ progress: AuditProgress, of id: String) {
        content.withLock { content in
            guard let index = content.kept.firstIndex(where: { $0.id == id }) else { return }
            content.kept[index].position = progress.position
            content.kept[index].through = progress.through
            content.kept[index].problems = progress.problems
        }
    }

    /// Notes the end of a verification, unless it was cancelled meanwhile.
    private func update(_ id: String, _ change: (inout LogVerification) -> Void) {
        content.withLock { content in
            guard let index = content.kept.firstIndex(where: { $0.id == id }),
                content.kept[index].state == .running
            else { return }
            change(&content.kept[index])
            content.kept[index].finishedAt = now()
        }
    }
}

extension LogVerification {
    fileprivate mutating func take(_ report: AuditReport) {
        position = Position(report.size)
        rootHash = report.rootHash
        stateHash = report.stateHash
        problems = report.problems
    }
}

extension Error {
    /// What a verification says of the error that ended it; nil for a cancellation.
    fileprivate var verificationError: (code: String, message: String)? {
        switch self {
        case is CancellationError: nil
        case let error as any ExplainedError: (error.code, "\(error.message) \(error.hint)")
        default: ("verification-failed", "\(self)")
        }
    }
}
