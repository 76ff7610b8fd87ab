/// The content of a folder: its own secrets by name and the folders it imports, in order.
struct KMSFolderContent: Sendable {
    let id: String
    var secrets: [String: KMSSecret] = [:]
    var imports: [KMSFolder] = []
}
