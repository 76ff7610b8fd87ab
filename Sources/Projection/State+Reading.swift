package import SyncModel

extension State {
    /// Whose reader reads a sync's folder: the source it is bound to, or the only one that could.
    package func readingSource(of sync: Sync) -> WebhookSource? {
        readingSource(of: sync.folder, named: sync.sourceName)
    }

    /// Whose reader reads a folder that a sync needs.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - name: The source that the sync names, if it does.
    /// - Returns: The source; nil where none reads, or more than one could.
    package func readingSource(of folder: FolderPath, named name: String?) -> WebhookSource? {
        if let name = name ?? reporters[folder] {
            return sources[name].flatMap { $0.canRead ? $0 : nil }
        }
        let readers = sources.values.filter(\.canRead)
        return readers.count == 1 ? readers.first : nil
    }

    /// The folders that some sync needs and some reader can read, each with that reader.
    package var foldersToRead: [FolderID: KMSAccess] {
        var found: [FolderID: KMSAccess] = [:]
        for sync in syncs.values {
            guard let source = readingSource(of: sync) else { continue }
            found[FolderID(source: source.name, path: sync.folder)] = source.reader
        }
        return found
    }

    /// The newest notification, of the folder or one it imports, that no observation answers.
    package func unansweredNotification(of id: FolderID) -> Position? {
        let reading = readings[id]
        let told = ([id.path] + (reading?.imports ?? []))
            .compactMap { readings[FolderID(source: id.source, path: $0)]?.notifiedAt }
            .max()
        guard let told, told > (reading?.readThrough ?? .beforeFirst) else { return nil }
        return told
    }

    /// Why the folder of a sync cannot be read; nil when the last read succeeded, or none was made.
    package func readFailure(of sync: Sync) -> ReadFailure? {
        guard let source = readingSource(of: sync) else { return nil }
        return readings[FolderID(source: source.name, path: sync.folder)]?.failure
    }
}

extension WebhookSource {
    fileprivate var canRead: Bool { isEnabled && reader != nil }
}
