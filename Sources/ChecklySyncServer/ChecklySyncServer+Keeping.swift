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
    func finishShredding(_ services: Services) throws(EventLogError) {
        do {
            try services.shredding.finish()
        } catch {
            guard error == .heldOpen else { throw error }
            logger.warning("destroyed keys remain", metadata: ["reason": "\(error)"])
        }
    }

    /// Destroys at the start, and then every hour, what the retention no longer keeps.
    func keepRetention(_ services: Services) async {
        guard let retention = settings.retention else { return }
        while !Task.isCancelled {
            do {
                let before = Timestamp.now.advanced(by: .zero - retention)
                let found = try await services.shredding.find(
                    .superseded(before: before, cause: .retention)
                )
                try await services.shredding.shred(found, by: Actor(type: "server"))
            } catch {
                logger.warning("values not destroyed", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.retentionInterval)
        }
    }

    /// Keeps the state now and then, so that the next start reads little.
    ///
    /// A large state takes long to encode and to write, so this has a thread of its own.
    func keepSnapshots(_ services: Services) async {
        for await _ in services.state.changes(of: .distance(Self.snapshotInterval)) {
            saveSnapshot(of: services)
        }
    }

    /// A snapshot is a cache: one that cannot be written costs the next start some time and nothing else.
    func saveSnapshot(of services: Services) {
        do {
            try services.saveSnapshot()
        } catch {
            logger.warning("snapshot not saved", metadata: ["error": "\(error)"])
        }
    }
}
