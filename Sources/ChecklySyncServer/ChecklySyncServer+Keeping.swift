internal import EventLog
internal import LiveLog
internal import Logging
internal import ManagementAPI
internal import SyncModel

extension ChecklySyncServer {
    /// How many events may follow a snapshot before the next start would read too many.
    private static let snapshotInterval: Int64 = 20_000
    /// How often superseded values are looked at.
    private static let retentionInterval = Duration.seconds(3600)

    /// Destroys what was to be destroyed when the process before this one ended.
    func finishShredding(_ openLog: OpenLog) throws(EventLogError) {
        do {
            try openLog.shredding.finish()
        } catch {
            guard error == .heldOpen else { throw error }
            logger.warning("destroyed keys remain", metadata: ["reason": "\(error)"])
        }
    }

    /// Destroys at the start, and then every hour, what the retention no longer keeps.
    func keepRetention(_ openLog: OpenLog) async {
        guard let retention = settings.retention else { return }
        while !Task.isCancelled {
            do {
                let before = Timestamp.now.advanced(by: .zero - retention)
                let found = try await openLog.shredding.find(
                    .superseded(before: before, cause: .retention)
                )
                try await openLog.shredding.shred(found, by: Actor(type: "server"))
            } catch {
                logger.warning("values not destroyed", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.retentionInterval)
        }
    }

    /// Keeps the state now and then, so that the next start reads little.
    ///
    /// A large state takes long to encode and to write, so this has a thread of its own.
    func keepSnapshots(_ openLog: OpenLog) async {
        for await _ in openLog.state.changes(of: .distance(Self.snapshotInterval)) {
            saveSnapshot(of: openLog)
        }
    }

    /// A snapshot is a cache: one that cannot be written costs the next start some time and nothing else.
    func saveSnapshot(of openLog: OpenLog) {
        do {
            try openLog.saveSnapshot()
        } catch {
            logger.warning("snapshot not saved", metadata: ["error": "\(error)"])
        }
    }
}

extension OpenLog {
    /// Destroys values of this log.
    fileprivate var shredding: Shredding { Shredding(log: log, state: state, sealer: sealer) }
}
