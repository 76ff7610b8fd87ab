package import SyncModel

extension Sync {
    /// Whether a push does the same with both configurations; names and auto-sync do not matter.
    package func pushes(as other: Sync) -> Bool {
        folder == other.folder && sourceName == other.sourceName
            && connectionID == other.connectionID && options == other.options
            && Ledger.Place(destination) == Ledger.Place(other.destination)
    }

    /// Whether only words for people or auto-sync differ, which changes nothing at Checkly.
    func differsInWords(from other: Sync) -> Bool {
        let isOther =
            (name, description, isAutoSyncEnabled)
            != (other.name, other.description, other.isAutoSyncEnabled)
        return isOther && pushes(as: other)
    }
}
