package import SecretSealing
package import SyncModel

extension DeliveredContent {
    /// Makes the event for the log, with its values sealed for their position.
    package func draft(
        sealing: EventSealing,
        source: String
    ) throws(SealingError) -> EventDraft {
        var sealing = sealing
        switch self {
        case .changed(let path, let changes, let leftOut):
            let folder = FolderID(source: source, path: path)
            var sealed: [SecretChange] = []
            sealed.reserveCapacity(changes.count)
            for change in changes {
                switch change {
                case .set(let secret):
                    sealed.append(.set(try secret.entry(in: folder, sealing: &sealing)))
                case .delete(let key, let version):
                    sealed.append(.delete(key: key, version: version))
                }
            }
            return sealing.draft(.secrets(.changed(path, sealed, leftOut: leftOut)))
        case .snapshot(let path, let secrets, let leftOut):
            let folder = FolderID(source: source, path: path)
            var sealed: [SecretEntry] = []
            sealed.reserveCapacity(secrets.count)
            for secret in secrets {
                sealed.append(try secret.entry(in: folder, sealing: &sealing))
            }
            return sealing.draft(.secrets(.snapshot(path, sealed, leftOut: leftOut)))
        case .imports(let path, let imports):
            return sealing.draft(.secrets(.imports(path, imports)))
        case .notified(let path, let environmentName):
            return sealing.draft(.folder(.notified(path, environmentName: environmentName)))
        case .ignored(let type, let reason):
            return sealing.draft(.delivery(.ignored(type: type, reason: reason)))
        }
    }
}

extension DeliveredContent {
    /// The names of the values that it carries.
    func names(from source: String) -> [ValueName] {
        switch self {
        case .changed(let path, let changes, _):
            changes.compactMap { change in
                if case .set(let secret) = change {
                    .secret(secret.key, in: FolderID(source: source, path: path))
                } else {
                    nil
                }
            }
        case .snapshot(let path, let secrets, _):
            secrets.map { .secret($0.key, in: FolderID(source: source, path: path)) }
        case .imports, .notified, .ignored: []
        }
    }
}

extension DeliveredSecret {
    fileprivate func entry(
        in folder: FolderID,
        sealing: inout EventSealing
    ) throws(SealingError) -> SecretEntry {
        let (slot, fingerprint) = try sealing.seal(value, as: .secret(key, in: folder))
        return SecretEntry(
            key: key,
            fingerprint: fingerprint,
            isBlank: value.isBlank,
            version: version,
            slot: slot
        )
    }
}
