internal import EventLog
internal import Projection
internal import SecretSealing
internal import SyncModel

extension LogAudit {
    /// Where a value is without its key and no event says why, or has it although one does.
    func keyProblems() -> [(Position, kind: String, message: String)] {
        let missing = keyless.subtracting(shredded)
            .map { place in
                let message = "the data key of value \(place.slot) is not there"
                return (place.position, "key-missing", message)
            }
        let kept = shredded.subtracting(keyless)
            .map { place in
                let message =
                    "value \(place.slot) is recorded as destroyed, and its data key is there"
                return (place.position, "key-not-destroyed", message)
            }
        return (missing + kept).sorted { ($0.0, $0.2) < ($1.0, $1.2) }
    }

    /// What is wrong with the fingerprint keys: another's, or missing for a secret that there is.
    ///
    /// - Throws: `EventLogError`, `SealingError`.
    func fingerprintKeyProblems() throws -> [String] {
        let stored = try log.fingerprintKeys()
        var problems: [String] = []
        if let check = try sealer?.wrappedKeyCheck() {
            problems += stored.filter { !check.opens($0.value, fingerprintKeyOf: $0.key) }
                .map { "the fingerprint key of \($0.key.text) is another's" }
        }
        for (id, folder) in state.folders {
            problems += folder.secrets
                .filter { !$0.value.isUnavailable && stored[.secret($0.key, in: id)] == nil }
                .map { "the fingerprint key of \($0.key) is not there" }
        }
        return problems.sorted()
    }
}
