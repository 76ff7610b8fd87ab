internal import EventLog
internal import Projection
internal import SecretSealing
internal import SyncModel

extension LogAudit {
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
            problems += folder.secrets.keys.filter { stored[.secret($0, in: id)] == nil }
                .map { "the fingerprint key of \($0) is not there" }
        }
        return problems.sorted()
    }
}
