package import SyncModel

/// What a log finds events by.
package enum EventTerm: Sendable, Hashable {
    /// Events of this type, in its wire form.
    case type(String)
    /// Events from this source.
    case source(String)
    /// Events to whose delivery the sender gave this id.
    case delivery(String)
    /// Events about this sync, by its id, its pushes included.
    case sync(String)
    /// Events that may change what this sync desires of its folders, by its id.
    case settings(ofSync: String)
    /// Events that tell of this folder, whatever their source.
    case folder(FolderPath)
    /// Events that say what this folder imports, if anything, whatever their source.
    case imports(FolderPath)
    /// Events that mention this key of a secret or variable.
    case key(String)
}

extension RecordedEvent {
    /// What the event is found by, each once.
    package var terms: Set<EventTerm> {
        var terms: Set<EventTerm> = [.type(body.type)]
        if let source { terms.insert(.source(source)) }
        if let deliveryID { terms.insert(.delivery(deliveryID)) }
        if let sync = body.syncID { terms.insert(.sync(sync)) }
        if let sync = body.settingsSync { terms.insert(.settings(ofSync: sync)) }
        if let folder = body.folder {
            terms.insert(.folder(folder.path))
            if !folder.imports.isEmpty { terms.insert(.imports(folder.path)) }
        }
        return terms.union(body.keys.map(EventTerm.key))
    }
}

extension EventBody {
    /// The sync whose settings the event tells of; nil if it tells of none.
    fileprivate var settingsSync: String? {
        guard case .sync(let event) = self else { return nil }
        return switch event {
        case .created, .updated, .deleted, .adopted, .pinned, .unpinned: event.syncID
        case .pushRequested, .removalRequested, .planApproved, .planRefused, .paused, .resumed,
            .consentRequired, .consentGiven, .parked, .retried, .changeSkipped, .driftDetected:
            nil
        }
    }

    /// The folder that the event tells of, and the folders whose secrets this one gets through its
    /// imports; nil if it tells of none.
    ///
    /// What a fetch observed contains the secrets of the imports.
    fileprivate var folder: (path: FolderPath, imports: [FolderPath])? {
        switch self {
        case .secrets(.changed(let path, _, _)), .secrets(.snapshot(let path, _, _)),
            .folder(.notified(let path, _)), .folder(.fetchFailed(let path, _)),
            .folder(.emptiedHeld(let path, _)), .folder(.emptiedConfirmed(let path)),
            .folder(.observed(let path, _)):
            (path, [])
        case .secrets(.imports(let path, let imports)): (path, imports)
        case .folder(.declaredComplete(let id)): (id.path, [])
        case .source, .connection, .sync, .delivery, .push, .pushing, .administration: nil
        }
    }
}
