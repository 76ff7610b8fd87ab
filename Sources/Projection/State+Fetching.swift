package import SyncModel

extension State {
    /// The source to fetch a sync's folder from: its own, or else the only one that can be fetched
    /// from.
    package func fetchSource(of sync: Sync) -> WebhookSource? {
        fetchSource(of: sync.folder, named: sync.sourceName)
    }

    /// The source to fetch a folder from.
    ///
    /// - Parameters:
    ///   - folder: A folder that a sync needs.
    ///   - name: The source that the sync names, if any.
    /// - Returns: The source; nil if none can be fetched from, or several can.
    package func fetchSource(of folder: FolderPath, named name: String?) -> WebhookSource? {
        if let name = name ?? reporters[folder] {
            return sources[name].flatMap { $0.canFetch ? $0 : nil }
        }
        let readers = sources.values.filter(\.canFetch)
        return readers.count == 1 ? readers.first : nil
    }

    /// The folders that some sync needs and that can be fetched, each with the access to its KMS.
    package var foldersToFetch: [FolderID: KMSAccess] {
        var found: [FolderID: KMSAccess] = [:]
        for sync in syncs.values {
            guard let source = fetchSource(of: sync) else { continue }
            found[FolderID(source: source.name, path: sync.folder)] = source.kmsAccess
        }
        return found
    }

    /// The newest unanswered notification of the folder or of one that it imports.
    package func unansweredNotification(of id: FolderID) -> Position? {
        let status = fetchStatuses[id]
        let notified = ([id.path] + (status?.imports ?? []))
            .compactMap { fetchStatuses[FolderID(source: id.source, path: $0)]?.notifiedAt }
            .max()
        guard let notified, notified > (status?.fetchedThrough ?? .beforeFirst) else { return nil }
        return notified
    }

    /// Why the folder of a sync cannot be fetched; nil if the last fetch succeeded or there was
    /// none.
    package func fetchFailure(of sync: Sync) -> FetchFailure? {
        guard let source = fetchSource(of: sync) else { return nil }
        return fetchStatuses[FolderID(source: source.name, path: sync.folder)]?.failure
    }
}

extension WebhookSource {
    fileprivate var canFetch: Bool { isEnabled && kmsAccess != nil }
}
