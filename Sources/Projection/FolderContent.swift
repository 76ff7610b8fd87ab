internal import Encodings
package import SyncModel

/// The secrets of a folder with those that it imports, as a sync of the folder sees them.
package struct FolderContent: Sendable {
    /// One secret.
    package struct Entry: Sendable {
        /// The secret's name.
        package var key: String
        /// The folder that has it: the folder itself or an imported one.
        package var folder: FolderID
        /// What is known of it.
        package var secret: Folder.Secret
    }

    /// The folder.
    package var id: FolderID
    /// Sorted by key.
    package var entries: [Entry]
}

extension State {
    /// The secrets of a folder and of those that it imports.
    ///
    /// - Returns: Nil if nothing was ever reported of the folder.
    /// - Throws: `PushProblem` if a sync of the folder would exceed `SyncLimit`.
    package func content(of id: FolderID) throws(PushProblem) -> FolderContent? {
        guard folders[id]?.isKnown == true else { return nil }
        let walk = ImportWalk(from: id, in: folders)
        guard let secrets = secrets(in: walk) else { throw excess(of: walk) }
        let entries = secrets.sorted { $0.key < $1.key }
            .map { FolderContent.Entry(key: $0.text, folder: $1.folder, secret: $1.secret) }
        return FolderContent(id: id, entries: entries)
    }
}
