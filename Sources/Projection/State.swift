package import SyncModel

/// Everything the log says, folded: `state = fold(log)`, with no exception.
package struct State: Sendable, Equatable {
    /// The last event taken in.
    package private(set) var position = Position.beforeFirst
    package private(set) var recordedAt: Timestamp?
    package internal(set) var sources: [String: WebhookSource] = [:]
    package internal(set) var connections: [String: Connection] = [:]
    package internal(set) var syncs: [String: Sync] = [:]
    package internal(set) var statuses: [String: SyncStatus] = [:]
    package internal(set) var folders: [FolderID: Folder] = [:]
    /// Which source a folder without a named one is bound to: the first that reported it.
    package internal(set) var reporters: [FolderPath: String] = [:]
    package internal(set) var ledger = Ledger()

    package init() {}

    /// Takes in one event; this cannot fail, since what the log holds has happened.
    package mutating func apply(_ event: RecordedEvent) {
        switch event.body {
        case .sourceCreated(let source), .sourceUpdated(let source): sources[source.name] = source
        case .sourceDeleted(let name): sources[name] = nil
        case .connectionCreated(let connection), .connectionUpdated(let connection):
            connections[connection.id] = connection
        case .connectionDeleted(let id): connections[id] = nil
        case .syncCreated(let sync):
            syncs[sync.id] = sync
            statuses[sync.id] = SyncStatus(configuredAt: event.position)
        case .syncUpdated(let sync):
            syncs[sync.id] = sync
            statuses[sync.id]?.configuredAt = event.position
        case .syncDeleted(let id):
            syncs[id] = nil
            statuses[id] = nil
        case .syncPushRequested(let id): statuses[id]?.request(at: event.position)
        case .syncRemovalRequested(let id, let deletesSync):
            statuses[id]?.requestRemoval(at: event.position, deletesSync: deletesSync)
        case .secretsChanged(let path, let changes):
            withFolder(path, of: event) { $0.apply(changes, at: event.position) }
        case .secretsSnapshot(let path, let entries):
            withFolder(path, of: event) { $0.replace(with: entries, at: event.position) }
        case .secretsImports(let path, let imports):
            withFolder(path, of: event) { $0.setImports(imports, at: event.position) }
        case .sourceNotified, .deliveryIgnored, .deliveryMalformed: break
        case .pushStarted(let run): statuses[run.syncID]?.start(run)
        case .pushVariableWritten(let variable): ledger.write(variable, at: event)
        case .pushVariableDeleted(let variable): ledger.delete(variable)
        case .pushVariableFailed, .pushVariableSkipped: break
        case .pushFinished(let run, let outcome):
            statuses[run.syncID]?.finish(run, outcome, at: event.recordedAt)
        }
        position = event.position
        recordedAt = event.recordedAt
    }

    private mutating func withFolder(
        _ path: FolderPath,
        of event: RecordedEvent,
        _ change: (inout Folder) -> Void
    ) {
        guard let source = event.source else { return }
        change(&folders[FolderID(source: source, path: path), default: Folder()])
        if reporters[path] == nil { reporters[path] = source }
    }

    mutating func restore(position: Position, recordedAt: Timestamp?) {
        self.position = position
        self.recordedAt = recordedAt
    }
}
