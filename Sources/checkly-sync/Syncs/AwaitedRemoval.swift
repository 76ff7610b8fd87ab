import AdminClient
internal import Encodings

/// Waits for the end of a removal of a sync's variables.
struct AwaitedRemoval {
    /// The time between two requests.
    private static let pause = Duration.milliseconds(200)
    /// How long it waits; a removal that takes longer goes on.
    private static let limit = Duration.seconds(30)

    let api: AdminAPI
    let id: String
    let name: String

    /// The sync when its removal ended, or as it is while that is held or takes long; nil once it
    /// is deleted.
    ///
    /// - Throws: `CommandError.removalFailed`, `AdminClientError`.
    func end() async throws -> JSONValue? {
        let end = ContinuousClock.now.advanced(by: Self.limit)
        while true {
            guard let sync = try await api.findSync(id: id) else { return nil }
            // One that failed for a while is tried again by itself.
            let isRemoving = sync["state"]?.string == "removing"
            if !isRemoving, sync["removeStatus"]?.string == "failed" {
                let reason = sync["lastRemoveMessage"]?.string ?? "no reason given"
                throw CommandError.removalFailed(sync: name, message: reason)
            }
            let goesOn = isRemoving && sync["isHeld"]?.bool != true
            if !goesOn || ContinuousClock.now >= end { return sync }
            try await Task.sleep(for: Self.pause)
        }
    }
}
