package import Commands
package import EventLog
package import SecretSealing
package import SyncModel

extension EventLog {
    /// Appends the events of a decision, their values sealed; does nothing if there are none.
    ///
    /// - Throws: `EventLogError` if the events are not known to be durable.
    package func append(
        _ decision: Decision,
        by actor: Actor,
        _ sealer: SecretSealer
    ) async throws {
        if decision.events.isEmpty { return }
        _ = try await append(
            AppendRequest(
                source: decision.source,
                actor: actor,
                events: decision.events.map { PendingEvent($0, sealer) }
            )
        )
    }
}

extension PendingEvent {
    fileprivate init(_ event: DecidedEvent, _ sealer: SecretSealer) {
        self.init { position in
            var sealing = sealer.begin(at: position)
            for value in event.values { _ = try sealing.seal(value.secret, as: value.name) }
            return sealing.draft(event.body(at: position))
        }
    }
}
