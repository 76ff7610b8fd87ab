internal import Encodings
internal import EventLog
internal import LogModels
internal import SQLiteStore
internal import Projection
internal import SecretSealing
internal import SyncModel

extension LogAudit {
    /// How often, and how far apart, to look again for keys that a server may be about to destroy.
    private static let lookLimit = 300
    private static let pause = Duration.milliseconds(100)

    /// What a running server recorded as destroyed after the last audited event.
    ///
    /// - Throws: `EventLogError`.
    func destroyed(
        after head: Position
    ) throws -> (places: Set<SealedValueReference>, names: Set<ValueName>) {
        var places: Set<SealedValueReference> = []
        var names: Set<ValueName> = []
        try log.reader.forEach(after: head) { event in
            guard case .administration(.valuesShredded(let values)) = event.body else { return }
            places.formUnion(values.places)
            names.formUnion(values.names)
        }
        return (places, names)
    }

    /// Values whose key is missing although no event says so, or present although one does.
    ///
    /// - Throws: `EventLogError`.
    func keyProblems(
        besides destroyed: Set<SealedValueReference>
    ) async throws -> [(Position, kind: AuditProblem.Kind, message: String)] {
        let missing = keyless.subtracting(shredded).subtracting(destroyed)
            .map { place in
                let message = "the data key of value \(place.slot) is missing"
                return (place.position, AuditProblem.Kind.keyMissing, message)
            }
        let kept = try await keptKeys()
            .map { place in
                let message =
                    "value \(place.slot) is recorded as destroyed, but its data key still exists"
                return (place.position, AuditProblem.Kind.keyNotDestroyed, message)
            }
        return (missing + kept).sorted { ($0.0, $0.2) < ($1.0, $1.2) }
    }

    /// Values that are recorded as destroyed and can still be opened.
    ///
    /// A server records a destruction before it carries it out, so it is given time to do so.
    private func keptKeys() async throws -> [SealedValueReference] {
        var left = Array(shredded.subtracting(keyless))
        for look in 0..<Self.lookLimit where !left.isEmpty {
            if look > 0 {
                guard log.isServed else { break }
                try await Task.sleep(for: Self.pause)
            }
            let gone = try log.reader.placesWithoutKey(among: left)
            left.removeAll(where: gone.contains)
        }
        return left
    }

    /// Problems with the fingerprint keys: a key of another name, or none for a secret that exists.
    ///
    /// - Throws: `SealingError`.
    func problems(
        of stored: [ValueName: [UInt8]],
        besides destroyed: Set<ValueName>
    ) throws -> [String] {
        var problems: [String] = []
        if let check = try sealer?.wrappedKeyCheck() {
            problems += stored.filter { !check.opens($0.value, fingerprintKeyOf: $0.key) }
                .map { "the fingerprint key of \($0.key.text) belongs elsewhere" }
        }
        for (id, folder) in state.folders {
            problems += folder.secrets
                .filter { key, secret in
                    let name = ValueName.secret(key.text, in: id)
                    return !secret.isUnavailable && stored[name] == nil
                        && !destroyed.contains(name)
                }
                .map { "the fingerprint key of \($0.key) is missing" }
        }
        return problems.sorted()
    }
}
