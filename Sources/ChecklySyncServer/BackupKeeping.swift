internal import EventLog
internal import Logging
internal import LogIntegrity
internal import ReadModels
internal import ServiceLifecycle
internal import Synchronization
internal import SyncModel

/// Which backups a server makes by itself.
struct BackupPlan: Sendable, Equatable {
    /// The directory of the backups.
    var directory: String
    /// The time from one backup to the next.
    var interval: Duration
    /// How many backups are kept.
    var count: Int
}

/// How the backups of a server have gone since its start.
final class BackupRecord: Sendable {
    private struct Content: Sendable {
        var newest: Timestamp?
        var problem: (since: Timestamp, message: String)?
    }

    private let content = Mutex(Content())

    /// When the newest complete backup was begun; nil if none is known.
    var newest: Timestamp? { content.withLock(\.newest) }

    /// What waits for a person.
    var items: [AttentionItem] {
        content.withLock { content in
            content.problem.map { problem in
                [
                    AttentionItem(
                        "backup-failed",
                        .problem,
                        .server,
                        problem.message,
                        hint: "It is tried again by itself; the log and its older backups stay.",
                        since: problem.since
                    )
                ]
            } ?? []
        }
    }

    /// A complete backup was begun at a time, and nothing is wrong any more.
    func succeed(_ time: Timestamp?) { content.withLock { $0 = Content(newest: time) } }

    /// Says what is wrong; a backup that was made before stays the newest one.
    func fail(_ message: String, at now: Timestamp) {
        content.withLock { $0.problem = ($0.problem?.since ?? now, message) }
    }
}

/// Makes a backup whenever the newest one is old enough.
struct BackupKeeping: Service {
    /// How long to wait after a failure, unless the next backup is due earlier.
    static let pause = Duration.seconds(900)

    let plan: BackupPlan
    let dataDirectory: String
    let logID: [UInt8]
    let record: BackupRecord
    let now: @Sendable () -> Timestamp
    let clock: any Clock<Duration>
    let logger: Logger

    /// Returns at once when told to stop; the backup that is being made is given up.
    func run() async throws {
        let keeping = Task(executorPreference: BackgroundThread()) {
            let folder = BackupFolder(plan.directory, logID: logID)
            record.succeed(folder.newest)
            while !Task.isCancelled {
                let due = folder.newest?.advanced(by: plan.interval) ?? now()
                var wait = Duration.microseconds(due.microseconds - now().microseconds)
                if wait <= .zero { wait = await backUp(folder) }
                // The time of day may be set, and then the newest one may seem to come later.
                try? await clock.sleep(for: min(wait, plan.interval))
            }
        }
        defer { keeping.cancel() }
        try? await gracefulShutdown()
    }

    /// Makes a backup.
    ///
    /// - Returns: How long to wait before the next look.
    private func backUp(_ folder: BackupFolder) async -> Duration {
        let start = now()
        do {
            let backup = try await folder.add(from: dataDirectory, at: start)
            record.succeed(start)
            logger.info("backup made", metadata: ["events": "\(backup.eventCount)"])
            prune(folder)
            return plan.interval
        } catch is CancellationError {
            return .zero
        } catch {
            record.fail("No backup can be made: \(error)", at: now())
            logger.warning("backup not made", metadata: ["error": "\(error)"])
            return min(Self.pause, plan.interval)
        }
    }

    private func prune(_ folder: BackupFolder) {
        do {
            try folder.prune(keeping: plan.count)
        } catch {
            record.fail("Old backups cannot be removed: \(error)", at: now())
            logger.warning("old backups not removed", metadata: ["error": "\(error)"])
        }
    }
}
