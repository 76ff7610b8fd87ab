internal import Projection
package import ReadModels
package import SyncModel

extension OfflineLog {
    /// Warnings about the signing secrets of each enabled source, by the source's name.
    package func secretWarnings(
        now: Timestamp
    ) throws -> [(source: String, concerns: [SecretWarning])] {
        let state = try state(asOf: nil)
        return state.sources.values.filter(\.isEnabled).sorted { $0.name < $1.name }
            .map { source in
                let uses = state.secretUses[source.name] ?? [:]
                return (
                    source.name, SecretWarning.warnings(about: source, uses: uses, now: now)
                )
            }
    }
}
