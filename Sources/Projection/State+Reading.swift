package import SyncModel

extension State {
    /// The source to fetch a sync's folder from: its own, or else the only one that can be fetched
    /// from.
    package func readingSource(of sync: Sync) -> WebhookSource? {
        readingSource(of: sync.folder, named: sync.sourceName)
    }

    /// The source to fetch a folder from.
    ///
    /// - Parameters:
    ///   - folder: A folder that a sync needs.
    ///   - name: The source that the sync names, if any.
    /// - Returns: The source; nil if none can be fetched from, or several can.
    package func readingSource(of folder: FolderPath, named name: String?) -> WebhookSource? {
        if let name = name ?? reporters[folder] {
            return sources[name].flatMap { $0.canRead ? $0 : nil }
        }
        let readers = sources.values.filter(\.canRead)
        return readers.count == 1 ? readers.first : nil
    }

    /// The folders that some sync needs and that can be fetched, each with the access to its KMS.
    package var foldersToRead: [FolderID: KMSAccess] {
        var found: [FolderID: KMSAccess] = [:]
        for sync in syncs.values {
            guard let source = readingSource(of: sync) else { continue }
            found[FolderID(source: source.name, path: sync.folder)] = source.reader
        }
        return found
    }

    /// The newest unanswered notification of the folder or of one that it imports.
    package func unansweredNotification(of id: FolderID) -> Position? {
        let reading = readings[id]
        let told = ([id.path] + (reading?.imports ?? []))
            .compactMap { readings[FolderID(source: id.source, path: $0)]?.notifiedAt }
            .max()
        guard let told, told > (reading?.readThrough ?? .beforeFirst) else { return nil }
        return told
    }

    /// Why the folder of a sync cannot be fetched; nil if the last fetch succeeded or there was
    /// none.
    package func readFailure(of sync: Sync) -> ReadFailure? {
        guard let source = readingSource(of: sync) else { return nil }
        return readings[FolderID(source: source.name, path: sync.folder)]?.failure
    }
}

extension WebhookSource {
    fileprivate var canRead: Bool { isEnabled && reader != nil }
}
