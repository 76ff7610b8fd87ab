internal import Encodings
internal import Projection
internal import KMSClients
internal import SyncModel

/// Which folders a read shows without a single secret, though secrets are known of them.
///
/// A system that takes a permission away may answer with an empty list, or leave an import out, and says neither. A read
/// that would take away some of a folder's secrets shows the others, so the client can still see it.
struct EmptiedFolders {
    /// The folder itself, or imports of it; empty where nothing would go, or something of each is left.
    let folders: [FolderPath]
    /// How many secrets would go.
    let keyCount: Int

    /// - Parameters:
    ///   - reading: What the read showed.
    ///   - folder: The folder that was read.
    ///   - known: What is known of it.
    ///   - readings: How reading it stood before.
    init(
        by reading: FetchedFolder,
        of folder: FolderPath,
        known: Folder?,
        _ readings: FetchStatus?
    ) {
        let all = reading.secrets.map(\.key) + reading.leftOut.map(\.key)
        let shown = Set(all.map { NameKey($0) })
        let vanishing = (known?.secrets ?? [:]).keys.filter { !shown.contains($0) }
        let showing = Set(all.map { reading.origins[$0] ?? folder })
        let imports = readings?.imports ?? []
        guard !vanishing.isEmpty else {
            (folders, keyCount) = ([], 0)
            return
        }
        guard let origins = imports.isEmpty ? [:] : readings?.origins else {
            // Nobody knows which of them each came from.
            folders = ([folder] + imports).filter { !showing.contains($0) }
            keyCount = folders.isEmpty ? 0 : vanishing.count
            return
        }
        let gone = vanishing.map { origins[$0.text] ?? folder }.filter { !showing.contains($0) }
        folders = Set(gone).sorted()
        keyCount = gone.count
    }
}
