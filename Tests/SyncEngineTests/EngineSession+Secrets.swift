import EventLog
import SecretSealing
import SyncModel
import TestSupport

extension EngineSession {
    static func sync(
        _ id: String,
        account: String,
        folder: String = "/app",
        options: SyncOptions = SyncOptions()
    ) -> Sync {
        Sync.sample(
            id,
            of: path(folder),
            to: Destination.account(account),
            connection: "connection",
            options: options
        )
    }

    static func path(_ folder: String) -> FolderPath {
        FolderPath.sample(folder)
    }

    /// Sets secrets, and deletes those without a value, as one delivery.
    func set(_ values: [String: String?], in folder: String = "/app") async throws {
        try await deliver(values, in: folder, isSnapshot: false)
    }

    /// Makes a folder hold exactly these secrets.
    func replace(with values: [String: String], in folder: String = "/app") async throws {
        try await deliver(values.mapValues { $0 }, in: folder, isSnapshot: true)
    }

    private func deliver(
        _ values: [String: String?],
        in folder: String,
        isSnapshot: Bool
    ) async throws {
        let path = Self.path(folder)
        let sealer = sealer
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            var entries: [SecretEntry] = []
            var changes: [SecretChange] = []
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                guard let value = value.map(SecretValue.init) else {
                    changes.append(.delete(key: key, version: nil))
                    continue
                }
                let (slot, fingerprint) = try sealing.seal(
                    value,
                    as: .secret(key, in: FolderID(source: "kms", path: path))
                )
                let entry = SecretEntry(
                    key: key,
                    fingerprint: fingerprint,
                    isBlank: value.isBlank,
                    version: nil,
                    slot: slot
                )
                entries.append(entry)
                changes.append(.set(entry))
            }
            return sealing.draft(
                isSnapshot ? .secrets(.snapshot(path, entries)) : .secrets(.changed(path, changes))
            )
        }
        _ = try await log.append(AppendRequest(source: "kms", events: [event]))
    }
}
