internal import Encodings
internal import Projection
internal import KMSClients
internal import SyncModel

/// The folders that a fetch found empty although secrets of them are known.
///
/// After losing a permission, a KMS may return an empty list or omit an import without saying so.
/// If a fetch removes only some of a folder's secrets, it shows the others, so the client can still
/// read the folder.
struct EmptiedFolders {
    /// The folder itself or its imports; empty if no secret would be removed or every folder still
    /// shows some.
    let folders: [FolderPath]
    /// The number of secrets that would be removed.
    let keyCount: Int

    ///  - Parameters:
    ///   - reading: The fetched content.
    ///   - folder: The fetched folder.
    ///   - known: The known content of the folder.
    ///   - readings: The status of its fetches so far.
    init(
        by fetched: FetchedFolder,
        of folder: FolderPath,
        known: Folder?,
        _ status: FetchStatus?
    ) {
        let all = fetched.secrets.map(\.key) + fetched.leftOut.map(\.key)
        let shown = Set(all.map { NameKey($0) })
        let vanishing = (known?.secrets ?? [:]).keys.filter { !shown.contains($0) }
        let showing = Set(all.map { fetched.origins[$0] ?? folder })
        let imports = status?.imports ?? []
        guard !vanishing.isEmpty else {
            (folders, keyCount) = ([], 0)
            return
        }
        guard let origins = imports.isEmpty ? [:] : status?.origins else {
            // The origins of the known secrets are unknown.
            folders = ([folder] + imports).filter { !showing.contains($0) }
            keyCount = folders.isEmpty ? 0 : vanishing.count
            return
        }
        let gone = vanishing.map { origins[$0.text] ?? folder }.filter { !showing.contains($0) }
        folders = Set(gone).sorted()
        keyCount = gone.count
    }
}
