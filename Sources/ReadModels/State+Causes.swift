package import Projection
package import SyncModel

extension State {
    /// Whether an event is a change that a push of a sync carries out.
    package func isCause(for syncID: String) -> @Sendable (RecordedEvent) -> Bool {
        let source = syncs[syncID].flatMap(boundSource)
        return { event in
            guard let from = event.source, source == nil || source == from else { return false }
            return affectedSyncs(by: event).contains(syncID)
        }
    }
}

extension Sync {
    /// The key at Checkly of the variable for a secret.
    package func variableKey(of secret: String) -> String {
        options.keySchema?.key(for: secret, environment: folder.environment) ?? secret
    }
}
