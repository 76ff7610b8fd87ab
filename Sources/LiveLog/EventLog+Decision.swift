package import Commands
package import EventLog
package import SecretSealing
package import SyncModel

extension EventLog {
    /// Appends the events of a decision, their values sealed; does nothing if there are none.
    ///
    /// - Returns: The position of the last one; nil if there are none.
    /// - Throws: `EventLogError` if the events are not known to be durable.
    @discardableResult
    package func append(
        _ decision: Decision,
        by actor: Actor,
        _ sealer: SecretSealer
    ) async throws -> Position? {
        if decision.events.isEmpty { return nil }
        let outcome = try await append(
            AppendRequest(
                source: decision.source,
                actor: actor,
                events: decision.events.map { PendingEvent($0, sealer) }
            )
        )
        switch outcome {
        case .recorded(_, let last): return last
        case .duplicate(let position): return position
        }
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
