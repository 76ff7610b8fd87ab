internal import Encodings
package import SyncModel

/// Every value in the log that was not destroyed, by the secret that it belongs to.
package struct ValueHistory: Sendable {
    /// A secret in a folder of a source, spelled as received.
    package struct Secret: Sendable, Hashable {
        /// The folder, with its source.
        package let folder: FolderID
        /// The secret's name.
        package let key: String

        /// Compares bytes, since values are sealed under names compared by bytes.
        package static func == (a: Secret, b: Secret) -> Bool {
            a.key.hasSameBytes(as: b.key) && a.folder.hasSameBytes(as: b.folder)
        }

        /// The name under which its values are sealed.
        package var name: ValueName { .secret(key, in: folder) }
    }

    /// Where the log holds the sealed values, oldest first.
    package private(set) var places: [Secret: [SealedValueReference]] = [:]

    /// Makes a history without values.
    package init() {}

    /// The names that have a value left.
    package var names: Set<ValueName> { Set(places.keys.map(\.name)) }

    /// The names that an event brings values of.
    package static func names(in event: RecordedEvent) -> Set<ValueName> {
        var values = ValueHistory()
        values.take(event)
        return values.names
    }

    /// Applies the next event.
    package mutating func take(_ event: RecordedEvent) {
        switch event.body {
        case .secrets(.changed(let path, let changes, _)):
            for case .set(let entry) in changes { add(entry, path, event) }
        case .secrets(.snapshot(let path, let entries, _)):
            for entry in entries { add(entry, path, event) }
        case .folder(.observed(let path, let observation)):
            for entry in observation.secrets { add(entry, path, event) }
        case .administration(.valuesShredded(let shredded)): remove(Set(shredded.places))
        case .source, .connection, .sync, .pushing, .delivery, .push, .secrets(.imports),
            .administration(.logRestored), .administration(.valuesRevealed),
            .administration(.logExported), .administration(.keyRotated),
            .administration(.tokenCreated), .administration(.tokenRevoked),
            .administration(.notificationCreated), .administration(.notificationDeleted),
            .folder(.declaredComplete), .folder(.notified), .folder(.fetchFailed),
            .folder(.emptiedHeld), .folder(.emptiedConfirmed):
            break
        }
    }

    /// All values of the secrets that match.
    package func shredding(
        all matches: (Secret) -> Bool,
        cause: ValuesShredded.Cause
    ) -> ShreddableValues {
        let found = places.filter { matches($0.key) }
        return ShreddableValues(
            cause: cause,
            shares: found.map { ShreddableValues.Share(secret: $0.key, places: $0.value) },
            names: found.keys.map(\.name)
        )
    }

    /// The values up to a position that are no longer needed.
    package func shredding(
        through position: Position,
        keeping needed: Set<SealedValueReference>,
        cause: ValuesShredded.Cause
    ) -> ShreddableValues {
        var shares: [ShreddableValues.Share] = []
        var names: [ValueName] = []
        for (secret, places) in places {
            let old = places.filter { $0.position <= position && !needed.contains($0) }
            if old.isEmpty { continue }
            shares.append(ShreddableValues.Share(secret: secret, places: old))
            if old.count == places.count { names.append(secret.name) }
        }
        return ShreddableValues(cause: cause, shares: shares, names: names)
    }

    private mutating func add(_ entry: SecretEntry, _ path: FolderPath, _ event: RecordedEvent) {
        guard let source = event.source else { return }
        let secret = Secret(folder: FolderID(source: source, path: path), key: entry.key)
        places[secret, default: []]
            .append(SealedValueReference(position: event.position, slot: entry.slot))
    }

    private mutating func remove(_ gone: Set<SealedValueReference>) {
        for secret in Array(places.keys) {
            places[secret]?.removeAll { gone.contains($0) }
            if places[secret]?.isEmpty == true { places[secret] = nil }
        }
    }
}

extension FolderID {
    fileprivate func hasSameBytes(as other: FolderID) -> Bool {
        source.hasSameBytes(as: other.source)
            && path.projectID.hasSameBytes(as: other.path.projectID)
            && path.environment.hasSameBytes(as: other.path.environment)
            && path.secretPath.hasSameBytes(as: other.path.secretPath)
    }
}
