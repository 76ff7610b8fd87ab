internal import EventLog
internal import Projection
internal import SecretSealing
internal import SyncModel

extension LogAudit {
    /// What a running server has recorded as destroyed since the last event that is looked at.
    ///
    /// - Throws: `EventLogError`.
    func destroyed(
        after head: Position
    ) throws -> (places: Set<SealedValueReference>, names: Set<ValueName>) {
        var places: Set<SealedValueReference> = []
        var names: Set<ValueName> = []
        try log.reader.forEach(after: head) { event in
            guard case .valuesShredded(let values) = event.body else { return }
            places.formUnion(values.places)
            names.formUnion(values.names)
        }
        return (places, names)
    }

    /// Where a value is without its key and no event says why, or has it although one does.
    ///
    /// - Throws: `EventLogError`.
    func keyProblems(
        besides destroyed: Set<SealedValueReference>
    ) throws -> [(Position, kind: String, message: String)] {
        let missing = keyless.subtracting(shredded).subtracting(destroyed)
            .map { place in
                let message = "the data key of value \(place.slot) is not there"
                return (place.position, "key-missing", message)
            }
        // A server that was about to destroy them may have done so by now.
        let left = Array(shredded.subtracting(keyless))
        let gone = try log.reader.placesWithoutKey(among: left)
        let kept = left.filter { !gone.contains($0) }
            .map { place in
                let message =
                    "value \(place.slot) is recorded as destroyed, and its data key is there"
                return (place.position, "key-not-destroyed", message)
            }
        return (missing + kept).sorted { ($0.0, $0.2) < ($1.0, $1.2) }
    }

    /// What is wrong with the fingerprint keys: another's, or missing for a secret that there is.
    ///
    /// - Throws: `SealingError`.
    func problems(
        of stored: [ValueName: [UInt8]],
        besides destroyed: Set<ValueName>
    ) throws -> [String] {
        var problems: [String] = []
        if let check = try sealer?.wrappedKeyCheck() {
            problems += stored.filter { !check.opens($0.value, fingerprintKeyOf: $0.key) }
                .map { "the fingerprint key of \($0.key.text) is another's" }
        }
        for (id, folder) in state.folders {
            problems += folder.secrets
                .filter { key, secret in
                    let name = ValueName.secret(key, in: id)
                    return !secret.isUnavailable && stored[name] == nil
                        && !destroyed.contains(name)
                }
                .map { "the fingerprint key of \($0.key) is not there" }
        }
        return problems.sorted()
    }
}
